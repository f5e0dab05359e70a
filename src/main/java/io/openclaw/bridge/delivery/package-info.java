/// Takes stored rows to the bridge, in order within each lane, and writes down what became of them (design, section 6).
///
/// Start at [io.openclaw.bridge.delivery.Deliveries]. Everything in here is confined to one thread
/// ([io.openclaw.bridge.delivery.DeliveryThread]); nothing polls. What an outcome makes of a row stands in
/// [io.openclaw.bridge.delivery.NextState], what becomes of one in doubt in [io.openclaw.bridge.delivery.DoubtRule].
@NullMarked
package io.openclaw.bridge.delivery;

import org.jspecify.annotations.NullMarked;
