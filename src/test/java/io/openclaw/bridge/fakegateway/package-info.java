/// A scripted OpenClaw gateway: a real WebSocket server with the real one's habits, and faults on demand.
///
/// Start at [io.openclaw.bridge.fakegateway.FakeGateway] (in a test: [io.openclaw.bridge.fakegateway.FakeGatewayExtension];
/// as a process: [io.openclaw.bridge.fakegateway.FakeGatewayMain]). It was written from observation of `openclaw@2026.9.6`
/// and uses none of the bridge's own code, so that it cannot share the bridge's bugs.
///
/// Everything here lives on one Vert.x context: nothing is locked, and nothing but [io.openclaw.bridge.fakegateway.FakeGateway]
/// may be called from another thread.
@NullMarked
package io.openclaw.bridge.fakegateway;

import org.jspecify.annotations.NullMarked;
