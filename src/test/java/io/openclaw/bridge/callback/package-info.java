@NullMarked
package io.openclaw.bridge.callback;

import org.jspecify.annotations.NullMarked;
