package io.openclaw.bridge.mock;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.InvalidSessionKeyException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.SessionKey;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Session keys to routes, simpler than in production: there is no configuration that could be missing, so `self` and `guild` keys are always addressable.
///
/// The canonical key must be right all the same: it is the lane, and what tests ask by.
final class MockRoutes {
    private final String agent;
    private final Set<String> channels;

    MockRoutes(String agent, Set<String> channels) {
        this.agent = agent;
        this.channels = Set.copyOf(channels);
    }

    Route route(OutboundMessage message) {
        return switch (SessionKey.parse(message.sessionKey(), channels)) {
            case SessionKey.Agent session -> agentSession(session, message);
            case SessionKey.Chat chat -> chat(chat, message);
        };
    }

    /// The gateway's session key of messages to this key that name no agent or thread of their own.
    String canonical(String sessionKey) {
        return switch (SessionKey.parse(sessionKey, channels)) {
            case SessionKey.Agent session -> lowerCase(session.text());
            case SessionKey.Chat chat -> canonical(chat, agent, chat.thread());
        };
    }

    private static Route agentSession(SessionKey.Agent session, OutboundMessage message) {
        if (message.delivery() == DeliveryStyle.DIRECT) {
            throw new InvalidSessionKeyException("\"" + session.text()
                    + "\" names an agent's session, which has no chat to post to; use delivery agent, or the chat's own key");
        }
        return new Route(
                DeliveryStyle.AGENT, lowerCase(session.text()), lowerCase(session.agentId()), null, null, null, null);
    }

    private Route chat(SessionKey.Chat chat, OutboundMessage message) {
        String owner = Objects.requireNonNullElse(message.agentId(), agent);
        String thread = message.threadId() != null ? message.threadId() : chat.thread();
        return new Route(
                Objects.requireNonNullElse(message.delivery(), DeliveryStyle.DIRECT),
                canonical(chat, owner, thread),
                lowerCase(owner),
                chat.channel(),
                chat.identifier(),
                thread,
                message.accountId());
    }

    private static String canonical(SessionKey.Chat chat, String owner, @Nullable String thread) {
        String rest = chat.channel() + ":" + lowerCase(canonical(chat.type()).name()) + ":" + chat.identifier();
        String suffix = thread == null ? "" : (chat.channel().equals("telegram") ? ":topic:" : ":thread:") + thread;
        return lowerCase("agent:" + owner + ":" + (chat.type() == SessionKey.Type.SELF ? "main" : rest + suffix));
    }

    private static SessionKey.Type canonical(SessionKey.Type type) {
        return type == SessionKey.Type.DM ? SessionKey.Type.DIRECT : type;
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
