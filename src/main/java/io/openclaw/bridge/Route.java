package io.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/// Where a message will go, resolved with today's configuration and the gateway's last known facts.
///
/// @param delivery the style that will be used
/// @param sessionKey the gateway's canonical session key, lower-cased: the lane within which order is
///     kept (`telegram:dm:1` and `telegram:direct:1` have the same)
/// @param agentId the agent that owns the session
/// @param channel the channel to post to; null where nothing is posted (agent sessions)
/// @param target the platform's id within the channel; null where nothing is posted
/// @param threadId thread or topic within the target; null where there is none
/// @param accountId channel account to send from; null means the gateway's default
public record Route(
        DeliveryStyle delivery,
        String sessionKey,
        String agentId,
        @Nullable String channel,
        @Nullable String target,
        @Nullable String threadId,
        @Nullable String accountId) {}
