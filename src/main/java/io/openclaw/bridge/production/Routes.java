package io.openclaw.bridge.production;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.InvalidSessionKeyException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.SessionKey;
import io.openclaw.bridge.gateway.frame.HelloOk;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Session key → route: the platform's target (case kept) and the gateway's canonical session key
/// (contract 3.6). Pure.
///
/// @param agent the configured agent; null for the gateway's default
/// @param assumedAgent the gateway's default before it has said so itself
/// @param whatsappSelf the account's own number; null where not configured
/// @param discordGuilds server id → channel id
/// @param channels allowed channels, lower-case
record Routes(
        @Nullable String agent,
        String assumedAgent,
        @Nullable String whatsappSelf,
        Map<String, String> discordGuilds,
        Set<String> channels) {

    private static final String NO_ID = " must not be blank or contain colons, blanks or control characters";

    /// @throws IllegalArgumentException naming the variable that is wrong
    Routes {
        if (agent != null) {
            requireSetting("OPENCLAW_AGENT", agent);
        }
        whatsappSelf = whatsappSelf == null ? null : number(requireSetting("OPENCLAW_WHATSAPP_SELF", whatsappSelf));
        discordGuilds = Map.copyOf(discordGuilds);
        discordGuilds.forEach((guild, channel) -> requireSetting("OPENCLAW_DISCORD_GUILD_" + guild, channel));
        Set<String> all = new HashSet<>(SessionKey.CHANNELS);
        channels.forEach(channel -> all.add(channel.strip().toLowerCase(Locale.ROOT)));
        channels = Set.copyOf(all);
    }

    /// @param hello what the gateway last said; null before the first connection
    /// @throws InvalidSessionKeyException naming what is wrong and the remedy
    Route resolve(OutboundMessage message, @Nullable HelloOk hello) {
        return switch (SessionKey.parse(message.sessionKey(), channels)) {
            case SessionKey.Agent session -> agentSession(session, message);
            case SessionKey.Chat chat -> chat(chat, message, agentFor(message, hello));
        };
    }

    private static Route agentSession(SessionKey.Agent session, OutboundMessage message) {
        if (message.delivery() == DeliveryStyle.DIRECT) {
            throw new InvalidSessionKeyException(
                    "session key \"" + session.text()
                            + "\" names an agent's session, which has no chat to post to: use delivery agent, or the chat's own key (for example telegram:dm:12345)");
        }
        String agentId = message.agentId();
        if (agentId != null && !agentId.equalsIgnoreCase(session.agentId())) {
            throw new InvalidSessionKeyException("agentId is \"" + agentId + "\", but the session key \""
                    + session.text() + "\" belongs to agent \"" + session.agentId() + "\"");
        }
        String key = session.text().toLowerCase(Locale.ROOT);
        return new Route(DeliveryStyle.AGENT, key, session.agentId().toLowerCase(Locale.ROOT), null, null, null, null);
    }

    private String agentFor(OutboundMessage message, @Nullable HelloOk hello) {
        if (message.agentId() != null) {
            return requireId("agentId", message.agentId());
        }
        if (agent != null) {
            return agent;
        }
        if (hello == null) {
            return assumedAgent;
        }
        if (hello.defaultAgentId() != null && !hello.agentRequired()) {
            return hello.defaultAgentId();
        }
        if (hello.agentRequired()) {
            throw new InvalidSessionKeyException(
                    "the gateway has several agents and no default one: set OPENCLAW_AGENT, or agentId in the message");
        }
        return DefaultAgent.FIRST;
    }

    private Route chat(SessionKey.Chat chat, OutboundMessage message, String agentId) {
        Target target = target(chat);
        String thread = message.threadId() != null ? requireId("threadId", message.threadId()) : chat.thread();
        String suffix = thread == null ? "" : (chat.channel().equals("telegram") ? ":topic:" : ":thread:") + thread;
        String key = "agent:" + agentId + ":" + (target.session() + suffix);
        DeliveryStyle delivery = message.delivery() == null ? DeliveryStyle.DIRECT : message.delivery();
        return new Route(
                delivery,
                key.toLowerCase(Locale.ROOT),
                agentId.toLowerCase(Locale.ROOT),
                chat.channel(),
                target.to(),
                thread,
                message.accountId());
    }

    /// @param to the platform's address, case kept
    /// @param session the canonical key behind the agent
    private record Target(String to, String session) {}

    private Target target(SessionKey.Chat chat) {
        return switch (chat.channel()) {
            case "whatsapp" -> whatsapp(chat);
            case "discord" -> discord(chat);
            // Contract 3.6: a bare id would be taken for a user.
            case "slack", "mattermost" -> prefixed(chat, chat.identifier());
            default -> plain(chat);
        };
    }

    private Target whatsapp(SessionKey.Chat chat) {
        return switch (chat.type()) {
            case DM, DIRECT -> {
                String number = number(chat.identifier());
                yield new Target(number, "whatsapp:direct:" + number);
            }
            case SELF -> {
                if (whatsappSelf == null) {
                    throw new InvalidSessionKeyException("session key \"" + chat.text()
                            + "\" needs the account's own number: set OPENCLAW_WHATSAPP_SELF");
                }
                // Contract 3.6: the account's chat with itself is the agent's main session.
                yield new Target(whatsappSelf, "main");
            }
            case GROUP, CHANNEL -> new Target(chat.identifier(), "whatsapp:" + kind(chat) + ":" + chat.identifier());
            case GUILD -> throw unsupported(chat);
        };
    }

    private static String number(String digits) {
        return digits.startsWith("+") ? digits : "+" + digits;
    }

    private Target discord(SessionKey.Chat chat) {
        if (chat.type() != SessionKey.Type.GUILD) {
            return prefixed(chat, chat.identifier());
        }
        String channel = discordGuilds.get(chat.identifier());
        if (channel == null) {
            throw new InvalidSessionKeyException("session key \"" + chat.text()
                    + "\" names a server, and a server has no chat of its own: set OPENCLAW_DISCORD_GUILD_"
                    + chat.identifier()
                    + " to a channel id, or use discord:channel:<id>");
        }
        return new Target("channel:" + channel, "discord:channel:" + channel);
    }

    private static Target prefixed(SessionKey.Chat chat, String id) {
        return switch (chat.type()) {
            case DM, DIRECT -> new Target("user:" + id, chat.channel() + ":direct:" + id);
            case CHANNEL, GROUP -> new Target("channel:" + id, chat.channel() + ":" + kind(chat) + ":" + id);
            case SELF, GUILD -> throw unsupported(chat);
        };
    }

    private static Target plain(SessionKey.Chat chat) {
        return switch (chat.type()) {
            case DM, DIRECT, CHANNEL, GROUP ->
                new Target(chat.identifier(), chat.channel() + ":" + kind(chat) + ":" + chat.identifier());
            case SELF, GUILD -> throw unsupported(chat);
        };
    }

    /// `dm` is not an alias of `direct` at the gateway, but an orphan session (contract 3.6).
    private static String kind(SessionKey.Chat chat) {
        return switch (chat.type()) {
            case DM, DIRECT -> "direct";
            case GROUP -> "group";
            case CHANNEL -> "channel";
            case SELF, GUILD -> throw unsupported(chat);
        };
    }

    private static InvalidSessionKeyException unsupported(SessionKey.Chat chat) {
        return new InvalidSessionKeyException("session key \"" + chat.text() + "\": " + chat.channel()
                + " has no chats of type " + chat.type().name().toLowerCase(Locale.ROOT));
    }

    /// Ids become parts of a session key, so they must not smuggle in parts of their own.
    private static boolean isId(String value) {
        return !value.isBlank()
                && !value.contains(":")
                && value.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    private static String requireId(String field, String value) {
        if (!isId(value)) {
            throw new InvalidSessionKeyException(field + NO_ID);
        }
        return value;
    }

    private static String requireSetting(String variable, String value) {
        if (!isId(value)) {
            throw new IllegalArgumentException(variable + NO_ID);
        }
        return value;
    }
}
