/// The message-queue door: notifications come in over AMQP 1.0, outcomes and gateway events go out, and a broker runs in the
/// same process unless there is another.
///
/// Start at [io.openclaw.bridge.queue.QueueDoor], which puts the parts together. [io.openclaw.bridge.queue.BrokerLine] keeps
/// the one connection; [io.openclaw.bridge.queue.Intake] takes messages and settles each by what became of it;
/// [io.openclaw.bridge.queue.EventPublisher] tells what the store has written down;
/// [io.openclaw.bridge.queue.GatewayEventPublisher] passes on what the gateway says now. All state of these is confined to one
/// Vert.x context.
@NullMarked
package io.openclaw.bridge.queue;

import org.jspecify.annotations.NullMarked;
