/// Hands what one thread publishes to many handlers, none of which can hurt the publisher or another
/// handler.
///
/// [io.openclaw.bridge.event.EventHub] for gateway events, [io.openclaw.bridge.event.StatusHub] for the
/// bridge's status; both are a
/// [io.openclaw.bridge.event.Fanout] of one bounded [io.openclaw.bridge.event.Mailbox] per handler.
/// Knows no gateway.
@NullMarked
package io.openclaw.bridge.event;

import org.jspecify.annotations.NullMarked;
