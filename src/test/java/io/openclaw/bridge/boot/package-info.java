@NullMarked
package io.openclaw.bridge.boot;

import org.jspecify.annotations.NullMarked;
