@NullMarked
package io.openclaw.bridge.production;

import org.jspecify.annotations.NullMarked;
