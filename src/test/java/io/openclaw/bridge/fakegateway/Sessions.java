package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Session rows and routes. They are on the gateway's disk: no restart and no SIGKILL loses them.
final class Sessions {
    /// What `chat.history` can show at most.
    private static final int MAX_ROWS = 1_000;

    private final FakeGatewayOptions options;
    private final Map<String, Session> sessions = new HashMap<>();
    private BiConsumer<String, Row> onRow = (session, row) -> {};
    private int boots;

    Sessions(FakeGatewayOptions options) {
        this.options = options;
    }

    /// @param key null for replies: they carry the run's id instead
    /// @param boot number of the boot that wrote it; 0 was read from the journal's file
    record Row(
            String id,
            int seq,
            String role,
            String text,
            @Nullable String key,
            @Nullable String run,
            int boot,
            long at) {}

    /// Where a session's replies go.
    record Route(String channel, String to, @Nullable String thread) {}

    private static final class Session {
        private final String id = UUID.randomUUID().toString();
        private final Deque<Row> rows = new ArrayDeque<>();
        private @Nullable Route route;
        private int seq;
    }

    /// Called for every row, also for those read back from the journal's file.
    void onRow(BiConsumer<String, Row> listener) {
        onRow = listener;
    }

    /// A key in its canonical form, or null where it is malformed. Unprefixed keys get the default agent.
    @Nullable
    String canonical(String key) {
        String lower = key.trim().toLowerCase(Locale.ROOT);
        if (!lower.startsWith("agent:")) {
            return "agent:" + options.defaultAgent().orElse("main") + ":" + lower;
        }
        String[] parts = lower.split(":", 3);
        return parts.length == 3 && !parts[1].isBlank() && !parts[2].isBlank() ? lower : null;
    }

    static String agentOf(String canonical) {
        return canonical.split(":", 3)[1];
    }

    boolean exists(String canonical) {
        return sessions.containsKey(canonical);
    }

    @Nullable
    Route route(String canonical) {
        Session session = sessions.get(canonical);
        return session == null ? null : session.route;
    }

    void route(String canonical, Route route) {
        session(canonical).route = route;
    }

    void booted() {
        boots++;
    }

    /// Whether an earlier boot wrote a row under this key.
    boolean hadRow(String canonical, String key) {
        Session session = sessions.get(canonical);
        return session != null && session.rows.stream().anyMatch(row -> row.boot < boots && key.equals(row.key));
    }

    /// @param role `user`, `assistant`, or `mirror` for a text that `send` delivered
    Row append(String canonical, String role, String text, @Nullable String key, @Nullable String run, long at) {
        Session session = session(canonical);
        Row row = new Row(UUID.randomUUID().toString(), ++session.seq, role, text, key, run, boots, at);
        session.rows.add(row);
        if (session.rows.size() > MAX_ROWS) {
            session.rows.removeFirst();
        }
        onRow.accept(canonical, row);
        return row;
    }

    String history(String canonical, int limit, int offset, long now) {
        ObjectNode answer = Wire.object().put("sessionKey", canonical);
        Session session = sessions.get(canonical);
        ArrayNode messages = answer.putArray("messages");
        int newer = 0;
        if (session != null) {
            answer.put("sessionId", session.id);
            Deque<Row> wanted = new ArrayDeque<>();
            for (Iterator<Row> each = session.rows.descendingIterator(); each.hasNext() && wanted.size() < limit; ) {
                Row row = each.next();
                if (newer++ >= offset) {
                    wanted.addFirst(row);
                }
            }
            wanted.forEach(row -> messages.add(json(row)));
        }
        int total = session == null ? 0 : session.rows.size();
        answer.putObject("pendingInputs").put("total", 0).putArray("items");
        answer.put("hasMore", total > offset + messages.size());
        answer.put("totalMessages", total);
        answer.set("sessionInfo", info(canonical, now));
        return answer.toString();
    }

    /// The payload of `session.message`.
    String message(String canonical, Row row) {
        ObjectNode payload = Wire.object().put("sessionKey", canonical).put("agentId", agentOf(canonical));
        payload.set("message", json(row));
        payload.put("messageId", row.id).put("messageSeq", row.seq);
        payload.set("session", info(canonical, row.at));
        return payload.toString();
    }

    /// The payload of `sessions.changed`.
    String changed(String canonical, String reason, long now) {
        ObjectNode payload = Wire.object()
                .put("sessionKey", canonical)
                .put("agentId", agentOf(canonical))
                .put("reason", reason)
                .put("ts", now);
        payload.set("session", info(canonical, now));
        return payload.toString();
    }

    private ObjectNode info(String canonical, long now) {
        Session session = sessions.get(canonical);
        String rest = canonical.split(":", 3)[2];
        boolean group = rest.contains(":group:") || rest.contains(":channel:");
        ObjectNode info = Wire.object()
                .put("key", canonical)
                .put("kind", group ? "group" : "direct")
                .put("classification", rest.contains(":direct:") ? "direct" : group ? "group" : "custom")
                .put("agentId", agentOf(canonical))
                .put("isMain", rest.equals("main"))
                .put("archived", false)
                .put("updatedAt", session == null ? null : (Long) now);
        if (session != null) {
            info.put("sessionId", session.id);
            Route route = session.route;
            if (route != null) {
                ObjectNode context = info.putObject("deliveryContext")
                        .put("channel", route.channel)
                        .put("to", route.channel + ":" + route.to);
                if (route.thread != null) {
                    context.put("threadId", route.thread);
                }
            }
        }
        return info;
    }

    private static ObjectNode json(Row row) {
        boolean user = row.role.equals("user");
        boolean mirror = row.role.equals("mirror");
        ObjectNode json = Wire.object().put("role", user ? "user" : "assistant");
        if (user) {
            json.put("content", row.text);
        } else {
            json.putArray("content").addObject().put("type", "text").put("text", row.text);
            json.put("api", mirror ? "openclaw-transcript" : "openai-completions")
                    .put("provider", mirror ? "openclaw" : "stub")
                    .put("model", mirror ? "delivery-mirror" : "echo")
                    .put("stopReason", "stop");
            json.putObject("usage").put("input", 0).put("output", 0).put("totalTokens", 0);
        }
        json.put("timestamp", row.at);
        ObjectNode own =
                Wire.object().put("id", row.id).put("recordTimestampMs", row.at).put("seq", row.seq);
        if (row.key != null) {
            json.put("idempotencyKey", row.key);
            own.put("idempotencyKey", row.key);
        }
        if (row.run != null) {
            own.put("runId", row.run);
        }
        json.set("__openclaw", own);
        return json;
    }

    private Session session(String canonical) {
        return sessions.computeIfAbsent(canonical, ignored -> new Session());
    }
}
