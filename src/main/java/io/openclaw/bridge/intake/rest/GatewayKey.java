package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.notification.CanonicalHash;
import java.util.Arrays;
import java.util.UUID;

/// The idempotency key that a direct send has at the gateway.
///
/// Never the caller's key itself: the gateway answers a key that it knows with the first body's
/// result, so a caller's reused key would swallow a new message (contract 3.5).
/// The body's values are hashed, not its bytes: a client that writes its properties in another
/// order is still repeating itself.
final class GatewayKey {
    private static final String PREFIX = "d:";

    private GatewayKey() {}

    static String of(String caller, String sessionKey, DirectMessage body) {
        if (body.idempotencyKey() == null) {
            return PREFIX + UUID.randomUUID();
        }
        return PREFIX
                + CanonicalHash.hex(Arrays.asList(
                        caller,
                        sessionKey,
                        body.idempotencyKey(),
                        body.message(),
                        body.metadata(),
                        body.delivery(),
                        body.format(),
                        body.agentId(),
                        body.accountId(),
                        body.threadId(),
                        body.replyToId(),
                        body.silent(),
                        body.deadline(),
                        body.awaitRun()));
    }
}
