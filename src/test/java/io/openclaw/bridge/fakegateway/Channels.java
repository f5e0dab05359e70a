package io.openclaw.bridge.fakegateway;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which channels a call may name.
record Channels(FakeGatewayOptions options) {

    /// What is wrong with the channel and the account, or null.
    @Nullable
    GatewayError refusal(@Nullable String channel, @Nullable String account) {
        if (channel == null && options.channels.size() != 1) {
            return ambiguous();
        }
        String named = channel == null ? options.channels.getFirst() : channel;
        if (named.equals("webchat")) {
            return GatewayError.invalid("unsupported channel: webchat (internal-only). Use `chat.send` for WebChat UI "
                    + "messages or choose a deliverable channel.");
        }
        if (!isConfigured(named)) {
            return GatewayError.invalid("unsupported channel: " + named);
        }
        if (account != null && !account.equals("default")) {
            return GatewayError.invalid(
                    "MessageActionDeniedError: Unknown account \"" + account + "\" for channel " + named + ".");
        }
        return null;
    }

    boolean isConfigured(String channel) {
        return options.channels.contains(channel);
    }

    GatewayError ambiguous() {
        return GatewayError.invalid("Channel is required when multiple channels are configured: "
                + String.join(", ", options.channels) + ".");
    }

    GatewayError targetMissing() {
        String name = options.channels.getFirst();
        String title = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return GatewayError.invalid(
                "Delivering to " + title + " requires target" + (name.equals("telegram") ? " <chatId>" : ""));
    }
}
