package io.openclaw.bridge.fakegateway;

import org.jspecify.annotations.Nullable;

/// One call to the platform: what people got to see.
///
/// @param order of arrival at the platform, from 1, across boots
/// @param boot the gateway's boot that posted it
/// @param chat the platform's id of the chat
/// @param text as the gateway was given it, cut to the platform's size: the real one renders Markdown, the fake does not
/// @param key the send's idempotency key, or the agent run's id
/// @param part which piece of a long text, from 1
/// @param via how it came to be posted
/// @param session the session it is mirrored into
public record Posted(
        long order,
        String boot,
        String channel,
        String chat,
        @Nullable String thread,
        String text,
        String key,
        int part,
        int parts,
        String messageId,
        Via via,
        String session,
        long at) {

    public enum Via {
        SEND,
        AGENT,
        /// The gateway's own queue delivered it after it had answered with an error.
        LATE
    }
}
