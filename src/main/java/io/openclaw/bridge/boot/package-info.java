/// The only place that sees everything: decides which bridge is on, and starts and stops the rooms in order.
@NullMarked
package io.openclaw.bridge.boot;

import org.jspecify.annotations.NullMarked;
