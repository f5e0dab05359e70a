package io.openclaw.bridge.realgateway;

import java.time.Duration;
import java.util.Optional;

/// How the platform behind the gateway misbehaves. A text or a chat asks for a fault ([#askedBy]), so a person can
/// provoke one with `curl`; a test may also plan one ([StubTelegram#plan]).
public sealed interface TelegramFault {

    record ChatNotFound() implements TelegramFault {}

    record Blocked() implements TelegramFault {}

    record TooManyRequests(int retryAfterSeconds) implements TelegramFault {}

    record ServerError() implements TelegramFault {}

    /// Takes the message at once and answers late, or when [StubTelegram#releaseSlow] is called.
    record Slow(Duration delay) implements TelegramFault {}

    /// Takes the message and hangs up without an answer.
    record HangUp() implements TelegramFault {}

    String CHAT_NOT_FOUND = "404404";
    String CHAT_BLOCKED = "403403";

    static Optional<TelegramFault> askedBy(String chat, String text) {
        if (text.contains("TG429")) {
            return Optional.of(new TooManyRequests(3));
        }
        if (text.contains("TG500")) {
            return Optional.of(new ServerError());
        }
        if (text.contains("TGSLOW")) {
            return Optional.of(new Slow(Duration.ofSeconds(5)));
        }
        if (text.contains("TGHANGUP")) {
            return Optional.of(new HangUp());
        }
        return switch (chat) {
            case CHAT_NOT_FOUND -> Optional.of(new ChatNotFound());
            case CHAT_BLOCKED -> Optional.of(new Blocked());
            default -> Optional.empty();
        };
    }
}
