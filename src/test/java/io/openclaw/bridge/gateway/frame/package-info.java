/// The wire under test.
@NullMarked
package io.openclaw.bridge.gateway.frame;

import org.jspecify.annotations.NullMarked;
