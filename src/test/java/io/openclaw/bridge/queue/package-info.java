/// The queue against a real broker: the embedded one, on a free port. Clients are stock ones (Qpid JMS, rhea), other than
/// what the door uses itself.
@NullMarked
package io.openclaw.bridge.queue;

import org.jspecify.annotations.NullMarked;
