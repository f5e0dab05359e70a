/// The bridge without a gateway, for tests and for development: a product like Quarkus' MockMailbox.
///
/// Start at [io.openclaw.bridge.mock.MockOpenClawBridge]; in tests, at
/// [io.openclaw.bridge.mock.MockOpenClawBridgeExtension]. One contract suite runs against
/// this bridge and the real one, so what a test learns here holds there.
@NullMarked
package io.openclaw.bridge.mock;

import org.jspecify.annotations.NullMarked;
