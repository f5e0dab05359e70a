/// Collects what each room finds out about itself: why it does not work, and what to do.
@NullMarked
package io.openclaw.bridge.doctor;

import org.jspecify.annotations.NullMarked;
