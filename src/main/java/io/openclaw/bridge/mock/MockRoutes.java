package io.openclaw.bridge.mock;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.InvalidSessionKeyException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.SessionKey;
import io.openclaw.bridge.SessionKey.Type;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Session keys to routes, as in production (contract 3.6), but for what only configuration can tell:
/// `whatsapp:self` is addressable, and a Discord server's channel has the server's id.
///
/// The contract suite holds both to one table. The canonical key is the lane, and what tests ask by.
final class MockRoutes {
    private final String agent;
    private final Set<String> channels;

    MockRoutes(String agent, Set<String> channels) {
        this.agent = agent;
        Set<String> all = new HashSet<>(SessionKey.CHANNELS);
        channels.forEach(channel -> all.add(lowerCase(channel.strip())));
        this.channels = Set.copyOf(all);
    }

    Route route(OutboundMessage message) {
        return switch (SessionKey.parse(message.sessionKey(), channels)) {
            case SessionKey.Agent session -> agentSession(session, message);
            case SessionKey.Chat chat -> chat(chat, message);
        };
    }

    /// The gateway's session key of messages to this key that name no agent or thread of their own.
    String canonical(String sessionKey) {
        return route(OutboundMessage.of(sessionKey, "")).sessionKey();
    }

    private static Route agentSession(SessionKey.Agent session, OutboundMessage message) {
        if (message.delivery() == DeliveryStyle.DIRECT) {
            throw new InvalidSessionKeyException("session key \"" + session.text()
                    + "\" names an agent's session, which has no chat to post to: use delivery agent,"
                    + " or the chat's own key (for example telegram:dm:12345)");
        }
        if (message.agentId() != null && !message.agentId().equalsIgnoreCase(session.agentId())) {
            throw new InvalidSessionKeyException("agentId is \"" + message.agentId() + "\", but the session key \""
                    + session.text() + "\" belongs to agent \"" + session.agentId() + "\"");
        }
        String key = lowerCase(session.text());
        return new Route(DeliveryStyle.AGENT, key, lowerCase(session.agentId()), null, null, null, null);
    }

    private Route chat(SessionKey.Chat chat, OutboundMessage message) {
        String owner = message.agentId() == null ? agent : requireId("agentId", message.agentId());
        String thread = message.threadId() == null ? chat.thread() : requireId("threadId", message.threadId());
        return new Route(
                Objects.requireNonNullElse(message.delivery(), DeliveryStyle.DIRECT),
                lowerCase("agent:" + owner + ":" + session(chat) + suffix(chat, thread)),
                lowerCase(owner),
                chat.channel(),
                target(chat),
                thread,
                message.accountId());
    }

    private static String suffix(SessionKey.Chat chat, @Nullable String thread) {
        return thread == null ? "" : (chat.channel().equals("telegram") ? ":topic:" : ":thread:") + thread;
    }

    private static String session(SessionKey.Chat chat) {
        requireSupported(chat);
        return switch (chat.type()) {
            case SELF -> "main";
            case DM, DIRECT -> chat.channel() + ":direct:" + peer(chat);
            case GROUP -> chat.channel() + ":group:" + chat.identifier();
            case CHANNEL, GUILD -> chat.channel() + ":channel:" + chat.identifier();
        };
    }

    private static String target(SessionKey.Chat chat) {
        return switch (chat.channel()) {
            case "discord", "slack", "mattermost" -> (direct(chat) ? "user:" : "channel:") + chat.identifier();
            default -> direct(chat) ? peer(chat) : chat.identifier();
        };
    }

    private static boolean direct(SessionKey.Chat chat) {
        return chat.type() == Type.DM || chat.type() == Type.DIRECT;
    }

    private static String peer(SessionKey.Chat chat) {
        boolean number = chat.channel().equals("whatsapp") && !chat.identifier().startsWith("+");
        return number ? "+" + chat.identifier() : chat.identifier();
    }

    private static void requireSupported(SessionKey.Chat chat) {
        boolean elsewhere = switch (chat.type()) {
            case SELF -> !chat.channel().equals("whatsapp");
            case GUILD -> !chat.channel().equals("discord");
            case GROUP, DM, DIRECT, CHANNEL -> false;
        };
        if (elsewhere) {
            throw new InvalidSessionKeyException("session key \"" + chat.text() + "\": " + chat.channel()
                    + " has no chats of type " + lowerCase(chat.type().name()));
        }
    }

    private static String requireId(String field, String value) {
        if (value.isBlank()
                || value.contains(":")
                || value.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw new InvalidSessionKeyException(field
                    + " must not be blank or contain colons, blanks or control characters, but is \"" + value + "\"");
        }
        return value;
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
