/// The gateway client: one socket, many calls. Knows no notifications and nothing of the other rooms;
/// could be lifted into another project.
///
/// Cut by lifetime: [io.openclaw.bridge.gateway.GatewayClient] lives as long as the application, a
/// `GatewayConnection` as long as one socket, a `Handshake` from open to `hello-ok`.
/// Everything mutable is touched on the client's own Vert.x context only.
@NullMarked
package io.openclaw.bridge.gateway;

import org.jspecify.annotations.NullMarked;
