package io.openclaw.bridge.production;

import io.openclaw.bridge.Outcome;
import java.time.Duration;
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
    Pattern STATUS = Pattern.compile("(?:\\(|HTTP |status(?: code)?[ :=]+)([1-5]\\d\\d)\\b");

    /// Words of a network that failed between gateway and platform.
    Pattern NETWORK = Pattern.compile(
            "Network request for|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|UND_ERR|fetch failed|socket hang up",
            Pattern.CASE_INSENSITIVE);

    /// The class of this failure.
    Outcome outcome(String code);

    record Refused(int status) implements PlatformFailure {
        @Override
        public Outcome outcome(String code) {
            return new Outcome.Refused(
                    Outcome.Refused.Reason.PLATFORM_REFUSED,
                    code,
                    "the chat platform refused the message (" + status
                            + "): the chat does not exist, blocks us, or does not take such a text");
        }
    }

    record RateLimited() implements PlatformFailure {
        @Override
        public Outcome outcome(String code) {
            return new Outcome.LateRetry(AFTER_RATE_LIMIT, code, "the chat platform limits the sender (429)");
        }
    }

    record Network() implements PlatformFailure {
        @Override
        public Outcome outcome(String code) {
            return new Outcome.Unknown(
                    Outcome.Unknown.Reason.GATEWAY_HOLDS,
                    "the gateway cannot reach the chat platform; it keeps the message and delivers it by itself");
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

    static PlatformFailure of(String message) {
        Matcher matcher = STATUS.matcher(message);
        if (matcher.find()) {
            int status = Integer.parseInt(matcher.group(1));
            if (status == 429) {
                return new RateLimited();
            }
            return status >= 400 && status < 500 ? new Refused(status) : new Unclear();
        }
        return NETWORK.matcher(message).find() ? new Network() : new Unclear();
    }

    /// Whether these are words of a platform or of the network to it, rather than the gateway's own.
    static boolean isPlatformsWord(String message) {
        return STATUS.matcher(message).find() || NETWORK.matcher(message).find();
    }
}
