/// The front door: what a caller of the bridge sees, in plain Java and Mutiny.
///
/// Start at [io.openclaw.bridge.OpenClawBridge]. Nothing here knows how a gateway is reached; the rooms
/// beside this one do.
@NullMarked
package io.openclaw.bridge;

import org.jspecify.annotations.NullMarked;
