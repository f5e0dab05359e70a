package io.openclaw.bridge;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a message goes: `{channel}:{type}:{identifier}`, or `agent:<agentId>:<rest>`. Parsed once,
/// then handed around as a value.
///
/// The identifier's case is kept, because platforms care (Slack's `C0123…`); channel and type are
/// lower-cased. Mapping to the gateway's own keys and targets is the production bridge's business
/// (contract 3.6).
public sealed interface SessionKey {

    /// Channels that are known without configuration (seeds/003, "Validation Rules").
    Set<String> CHANNELS = Set.of("whatsapp", "slack", "discord", "telegram");

    /// Longest key in characters; platform identifiers are far below it.
    int MAX_LENGTH = 255;

    /// The key as it was written.
    String text();

    /// A chat on a channel.
    ///
    /// @param identifier the platform's id, case kept, without topic or thread
    /// @param thread the id behind a trailing `:topic:` or `:thread:`; null where there is none
    record Chat(
            String text,
            String channel,
            Type type,
            String identifier,
            @Nullable String thread) implements SessionKey {}

    /// An agent's session, verbatim: messages to it are turns and are posted nowhere.
    record Agent(String text, String agentId, String rest) implements SessionKey {}

    /// Kinds of chat.
    enum Type {
        GROUP,
        /// The same as [#DIRECT].
        DM,
        DIRECT,
        /// The account's own chat with itself.
        SELF,
        CHANNEL,
        /// A Discord server; addressable only through a configured channel.
        GUILD;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Parses a key with the channels known without configuration.
    ///
    /// @throws InvalidSessionKeyException naming the part that is wrong and the remedy
    static SessionKey parse(String text) {
        return parse(text, CHANNELS);
    }

    /// Parses a key.
    ///
    /// @param channels lower-case names of the channels that are allowed beside `agent`
    /// @throws InvalidSessionKeyException naming the part that is wrong and the remedy
    static SessionKey parse(String text, Set<String> channels) {
        requireLegible(text);
        String[] parts = text.split(":", 3);
        if (parts.length < 3 || Arrays.stream(parts).anyMatch(String::isEmpty)) {
            throw new InvalidSessionKeyException("session key must have three parts, channel:type:identifier"
                    + " (for example telegram:dm:12345, or agent:main:main), but is \"" + text + "\"");
        }
        String channel = parts[0].toLowerCase(Locale.ROOT);
        if (channel.equals("agent")) {
            return new Agent(text, parts[1], parts[2]);
        }
        if (!channels.contains(channel)) {
            throw new InvalidSessionKeyException(
                    "session key names the unknown channel \"" + parts[0] + "\"; known are agent, "
                            + channels.stream().sorted().collect(Collectors.joining(", "))
                            + "; more can be allowed with openclaw.channels (OPENCLAW_CHANNELS)");
        }
        return chat(text, channel, type(parts[1]), parts[2]);
    }

    private static Chat chat(String text, String channel, Type type, String rest) {
        for (String separator : List.of(":topic:", ":thread:")) {
            int at = rest.indexOf(separator);
            if (at >= 0) {
                String thread = rest.substring(at + separator.length());
                if (at == 0 || thread.isEmpty() || thread.contains(":")) {
                    throw new InvalidSessionKeyException(
                            "session key must have an identifier before and one id after \"" + separator
                                    + "\", but is \"" + text + "\"");
                }
                return new Chat(text, channel, type, rest.substring(0, at), thread);
            }
        }
        return new Chat(text, channel, type, rest, null);
    }

    private static Type type(String part) {
        for (Type type : Type.values()) {
            if (type.wire().equals(part.toLowerCase(Locale.ROOT))) {
                return type;
            }
        }
        throw new InvalidSessionKeyException("session key names the unknown type \"" + part + "\"; known are "
                + Arrays.stream(Type.values()).map(Type::wire).collect(Collectors.joining(", ")));
    }

    private static void requireLegible(String text) {
        if (text.isBlank()) {
            throw new InvalidSessionKeyException(
                    "session key is blank; expected channel:type:identifier, for example telegram:dm:12345");
        }
        if (text.length() > MAX_LENGTH) {
            throw new InvalidSessionKeyException(
                    "session key has " + text.length() + " characters; at most " + MAX_LENGTH + " are allowed");
        }
        if (text.codePoints()
                .anyMatch(c -> Character.isISOControl(c)
                        || Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.SURROGATE)) {
            throw new InvalidSessionKeyException("session key must not contain blanks or control characters");
        }
    }
}
