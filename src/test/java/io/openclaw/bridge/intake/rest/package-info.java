@NullMarked
package io.openclaw.bridge.intake.rest;

import org.jspecify.annotations.NullMarked;
