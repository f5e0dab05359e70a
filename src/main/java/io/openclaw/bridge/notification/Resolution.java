package io.openclaw.bridge.notification;

import io.openclaw.bridge.OpenClawBridge;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// What it takes to make a row of a submission.
///
/// @param bridge says where messages go
/// @param callbacks says who may be told
/// @param defaultSession where to, where a caller does not say (`OPENCLAW_WHATSAPP_SESSION_KEY`)
/// @param random for ids; must be safe from any thread
public record Resolution(
        OpenClawBridge bridge,
        InstantSource clock,
        CallbackCheck callbacks,
        Optional<String> defaultSession,
        RandomGenerator random) {

    Resolver resolver() {
        return new Resolver(bridge, clock, callbacks, defaultSession, new NotificationIds(clock, random));
    }
}
