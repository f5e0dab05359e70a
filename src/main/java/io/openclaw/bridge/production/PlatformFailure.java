package io.openclaw.bridge.production;

import io.openclaw.bridge.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why the platform did not take a message. The gateway wraps every such failure in
/// OUTBOUND_DELIVERY_QUEUED, and nothing but its message tells them apart (contract 3.1).
sealed interface PlatformFailure {
    /// After a platform's 429 the gateway keeps the error under the key for 5 minutes (contract 3.5),
    /// so the same key helps no sooner than this.
    Duration AFTER_RATE_LIMIT = Duration.ofMinutes(5).plusSeconds(30);

    /// An HTTP status in a channel plugin's words: `(400: Bad Request: chat not found)`, `HTTP 403`,
    /// `status 500`.
    Pattern STATUS = Pattern.compile("(?:\\(|HTTP |status(?: code)?[ :=]+)([45]\\d\\d)\\b");

    /// Words of a chat that is not there or not ours to write to. A plugin that looks first and finds
    /// none
    /// gives no status (`Telegram send failed: chat not found`, `could not be resolved to a numeric
    /// chat ID`).
    Pattern NO_SUCH_CHAT = Pattern.compile(
            "Telegram send failed:|recipient must be|chat not found|could not be resolved to|channel_not_found|user_not_found|not_in_channel|is_archived"
                    + "|Unknown Channel|Missing Access|Missing Permissions|blocked by the user",
            Pattern.CASE_INSENSITIVE);

    /// Words of a network that failed between gateway and platform.
    Pattern NETWORK = Pattern.compile(
            "Network request for|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|UND_ERR|fetch failed|socket hang up",
            Pattern.CASE_INSENSITIVE);

    /// The class of this failure.
    ///
    /// @param code the gateway's
    Outcome outcome(String code);

    record Refused(String why) implements PlatformFailure {
        @Override
        public Outcome outcome(String code) {
            return new Outcome.Refused(
                    Outcome.Refused.Reason.PLATFORM_REFUSED,
                    code,
                    "the chat platform refused the message (" + why
                            + "): the chat does not exist, blocks us, or does not take such a text");
        }
    }

    record RateLimited() implements PlatformFailure {
        @Override
        public Outcome outcome(String code) {
            return new Outcome.LateRetry(AFTER_RATE_LIMIT, code, "the chat platform limits the sender (429)");
        }
    }

    /// @param held whether the gateway has said that it keeps the message
    record Network(boolean held) implements PlatformFailure {
        @Override
        public Outcome outcome(String code) {
            return held
                    ? new Outcome.Unknown(
                            Outcome.Unknown.Reason.GATEWAY_HOLDS,
                            "the gateway could not reach the chat platform; it may deliver the message by itself, or the platform may have it")
                    : new Unclear().outcome(code);
        }
    }

    record Unclear() implements PlatformFailure {
        @Override
        public Outcome outcome(String code) {
            return new Outcome.Unknown(
                    Outcome.Unknown.Reason.PLATFORM_UNCLEAR,
                    "the chat platform failed, and whether it took the message is not known");
        }
    }

    /// A failure that the gateway has wrapped in OUTBOUND_DELIVERY_QUEUED.
    static PlatformFailure ofHeld(String message) {
        return recognise(message, true).orElseGet(Unclear::new);
    }

    /// A failure in these words, if they are a platform's or the network's to it rather than the
    /// gateway's own
    /// (older gateways wrap nothing).
    static Optional<PlatformFailure> ofBare(String message) {
        return recognise(message, false);
    }

    private static Optional<PlatformFailure> recognise(String message, boolean held) {
        // First: the words of a failed network hold no status, and those of a platform may hold
        // anything.
        if (NETWORK.matcher(message).find()) {
            return Optional.of(new Network(held));
        }
        Matcher matcher = STATUS.matcher(message);
        if (matcher.find()) {
            int status = Integer.parseInt(matcher.group(1));
            if (status == 429) {
                return Optional.of(new RateLimited());
            }
            return Optional.of(status < 500 ? new Refused(matcher.group(1)) : new Unclear());
        }
        return NO_SUCH_CHAT.matcher(message).find() ? Optional.of(new Refused("no such chat")) : Optional.empty();
    }
}
