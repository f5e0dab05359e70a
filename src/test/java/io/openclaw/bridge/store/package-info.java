@NullMarked
package io.openclaw.bridge.store;

import org.jspecify.annotations.NullMarked;
