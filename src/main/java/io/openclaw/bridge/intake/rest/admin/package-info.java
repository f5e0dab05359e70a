/// What operators may ask and do over HTTP.
@NullMarked
package io.openclaw.bridge.intake.rest.admin;

import org.jspecify.annotations.NullMarked;
