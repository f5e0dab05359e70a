@NullMarked
package io.openclaw.bridge.doctor;

import org.jspecify.annotations.NullMarked;
