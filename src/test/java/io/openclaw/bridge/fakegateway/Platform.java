package io.openclaw.bridge.fakegateway;

import io.openclaw.bridge.fakegateway.Posted.Via;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The chat platform behind the gateway, with the conventions of the contract's Telegram stub (appendix B).
///
/// What happens is told by the target or the text:
///
/// | Target or text | What happens |
/// |---|---|
/// | chat `404404` | chat not found |
/// | a Telegram target that is no number | cannot be resolved |
/// | `TG400` `TG403` `TG429` `TG500` | the platform answers with this status, nothing is posted |
/// | `TGNET` | the network is down; the gateway posts it by itself 10 s later |
/// | `TGSLOW` | the platform takes 5 s |
/// | `PARTIAL` | the first piece is posted, the second fails |
final class Platform {
    static final int MAX_CHARACTERS = 4096;
    private static final long SLOW = 5_000;
    private static final long REDELIVERY = 10_000;

    private final Journal journal;
    private final GatewayTime time;
    private final FakeGatewayOptions options;
    private final FaultBook faults;

    Platform(Journal journal, GatewayTime time, FakeGatewayOptions options, FaultBook faults) {
        this.journal = journal;
        this.time = time;
        this.options = options;
        this.faults = faults;
    }

    record Message(
            String channel, String chat, @Nullable String thread, String text, String key, Via via, String session) {}

    /// What the gateway learns of it.
    sealed interface Outcome {
        record Delivered(String messageId) implements Outcome {}

        /// Nothing was posted.
        record Failed(String message) implements Outcome {}

        record Partly(String message, List<String> messageIds) implements Outcome {}
    }

    /// Runs later steps of a delivery, unless the gateway's boot is over by then.
    interface Later {
        void after(long millis, Runnable step);
    }

    /// Calls back at once, or after the platform's latency in two steps: half-way the message is there, then the gateway knows it.
    void deliver(Message message, String boot, Later later, Consumer<Outcome> outcome) {
        String signs = message.text + faults.platformMood();
        long latency = signs.contains("TGSLOW") ? SLOW : options.platformLatency.toMillis();
        if (latency == 0) {
            outcome.accept(receive(message, signs, boot, later));
            return;
        }
        later.after(latency / 2, () -> {
            Outcome result = receive(message, signs, boot, later);
            later.after(latency - latency / 2, () -> outcome.accept(result));
        });
    }

    /// @param signs what tells the fate of the message: its text, and the platform's mood
    private Outcome receive(Message message, String signs, String boot, Later later) {
        String chat = chatId(message.channel, message.chat);
        if (chat == null) {
            String name = message.chat.startsWith("@") ? message.chat : "@" + message.chat;
            return new Outcome.Failed("Telegram recipient " + name
                    + " could not be resolved to a numeric chat ID (resolved chat id is not numeric (" + name + "))");
        }
        if (chat.equals("404404")) {
            // An agent's reply goes to the session's route, which carries the channel's prefix.
            String input = message.via == Via.AGENT ? message.channel + ":404404" : "404404";
            return new Outcome.Failed(
                    "Telegram send failed: chat not found (chat_id=404404). Likely: bot not started in DM, "
                            + "bot removed from group/channel, group migrated (new -100… id), or wrong bot token. Input was: \""
                            + input + "\".");
        }
        if (signs.contains("TG429")) {
            return new Outcome.Failed("Call to 'sendMessage' failed! (429: Too Many Requests: retry after 3)");
        }
        if (signs.contains("TG500")) {
            return new Outcome.Failed("Call to 'sendMessage' failed! (500: Internal Server Error)");
        }
        if (signs.contains("TG400")) {
            return new Outcome.Failed("Call to 'sendMessage' failed! (400: Bad Request: message text is empty)");
        }
        if (signs.contains("TG403")) {
            return new Outcome.Failed("Call to 'sendMessage' failed! (403: Forbidden: bot was blocked by the user)");
        }
        List<String> pieces = pieces(message.text);
        if (signs.contains("TGNET")) {
            later.after(REDELIVERY, () -> post(message, chat, pieces, pieces.size(), boot, Via.LATE));
            return new Outcome.Failed("Network request for 'sendMessage' failed!");
        }
        if (signs.contains("PARTIAL")) {
            return new Outcome.Partly(
                    "Call to 'sendMessage' failed! (500: Internal Server Error)",
                    post(message, chat, pieces, 1, boot, message.via));
        }
        return new Outcome.Delivered(
                post(message, chat, pieces, pieces.size(), boot, message.via).getLast());
    }

    private List<String> post(Message message, String chat, List<String> pieces, int count, String boot, Via via) {
        List<String> ids = new ArrayList<>(count);
        for (int part = 1; part <= count; part++) {
            String id = journal.nextMessageId();
            ids.add(id);
            journal.add(new Posted(
                    journal.nextOrder(),
                    boot,
                    message.channel,
                    chat,
                    message.thread,
                    pieces.get(part - 1),
                    message.key,
                    part,
                    pieces.size(),
                    id,
                    via,
                    message.session,
                    time.wall()));
        }
        return ids;
    }

    /// Null where Telegram would have to look a name up: there is nobody to ask.
    private static @Nullable String chatId(String channel, String to) {
        String chat = to.startsWith(channel + ":") ? to.substring(channel.length() + 1) : to;
        if (!channel.equals("telegram")) {
            return chat;
        }
        int topic = chat.indexOf(":topic:");
        String number = topic < 0 ? chat : chat.substring(0, topic);
        boolean numeric = !number.isEmpty()
                && number.chars().skip(number.startsWith("-") ? 1 : 0).allMatch(c -> c >= '0' && c <= '9');
        return numeric ? number : null;
    }

    private static List<String> pieces(String text) {
        if (text.length() <= MAX_CHARACTERS) {
            return List.of(text);
        }
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(from + MAX_CHARACTERS, text.length());
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }
}
