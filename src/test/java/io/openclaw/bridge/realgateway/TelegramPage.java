package io.openclaw.bridge.realgateway;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/// What arrived, for people: per chat, newest first, reloading itself.
final class TelegramPage {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private TelegramPage() {}

    static String of(List<TelegramMessage> messages, List<TelegramCall> calls) {
        long posted = calls.stream().filter(TelegramCall::posts).count();
        List<TelegramMessage> newestFirst = messages.reversed();
        String chats = newestFirst.stream()
                .map(TelegramMessage::chat)
                .distinct()
                .map(chat -> """
                        <section><h2>Chat %s</h2>%s</section>
                        """.formatted(escaped(chat), entries(newestFirst, chat)))
                .collect(Collectors.joining());
        return """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
                <title>Stub Telegram</title><style>
                body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;background:#f4f5f7;color:#1d2733}
                h2{font-size:1rem;margin:1.5rem 0 .5rem} article{background:#fff;border-radius:8px;padding:.6rem .9rem;margin:.4rem 0}
                pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit} small{color:#66727f}
                </style></head><body><h1>Stub Telegram</h1>
                <p><small>%d messages arrived, %d refused. Newest first; the page reloads itself.</small></p>
                %s</body></html>
                """.formatted(messages.size(), posted - messages.size(), chats);
    }

    private static String entries(List<TelegramMessage> newestFirst, String chat) {
        return newestFirst.stream()
                .filter(message -> message.chat().equals(chat))
                .map(message -> """
                        <article><pre>%s</pre><small>%s, message %d%s</small></article>
                        """.formatted(
                                escaped(message.read()), TIME.format(message.at()), message.id(), details(message)))
                .collect(Collectors.joining());
    }

    private static String details(TelegramMessage message) {
        return (message.threadId() == null ? "" : ", thread " + escaped(message.threadId()))
                + (message.replyTo() == null ? "" : ", reply to " + escaped(message.replyTo()))
                + (message.silent() ? ", silent" : "")
                + (message.formatting().isEmpty()
                        ? ""
                        : ", formatted: " + escaped(String.join(" ", message.formatting())));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
