package io.openclaw.bridge.fakegateway;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/// What outlives a boot of the gateway: the machine it runs on, its disk, the platform, and the test's script.
record World(
        FakeGatewayOptions options,
        Vertx vertx,
        Context context,
        GatewayTime time,
        Turn turn,
        FaultBook faults,
        Inbox inbox,
        Journal journal,
        Platform platform,
        Sessions sessions,
        Devices devices) {}
