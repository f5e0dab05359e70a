/// The production bridge, row by row and against the fake gateway in virtual time.
///
/// Tests that need a gateway begin with a [io.openclaw.bridge.production.BridgeWorld].
@NullMarked
package io.openclaw.bridge.production;

import org.jspecify.annotations.NullMarked;
