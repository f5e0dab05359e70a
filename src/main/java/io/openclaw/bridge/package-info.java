/// The front door: what a caller of the bridge sees, in plain Java and Mutiny. It knows no other room.
@NullMarked
package io.openclaw.bridge;

import org.jspecify.annotations.NullMarked;
