@NullMarked
package io.openclaw.bridge.intake.rest.admin;

import org.jspecify.annotations.NullMarked;
