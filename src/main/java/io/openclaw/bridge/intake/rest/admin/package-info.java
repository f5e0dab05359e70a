/// The calls of those who run the bridge: every one asks for the scope `admin`, and what it does is audited.
@NullMarked
package io.openclaw.bridge.intake.rest.admin;

import org.jspecify.annotations.NullMarked;
