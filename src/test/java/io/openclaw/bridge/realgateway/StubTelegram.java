package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Telegram's Bot API as far as the gateway's plugin uses it. [#stop] and [#start] take it away and bring it back on
/// the same port, so that the gateway meets a refused connection. `GET /` shows people what arrived, `GET /_calls`
/// gives programs every call, `DELETE /_calls` forgets, `POST /_inject` brings an update to the bot.
public final class StubTelegram implements AutoCloseable {

    private static final Pattern BOT_CALL = Pattern.compile("/bot[^/]+/(\\w+)");
    private static final Duration LONGEST_POLL = Duration.ofSeconds(25);

    private final ObjectMapper json = new ObjectMapper();
    private final TelegramBook book = new TelegramBook();
    private final int port;
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;
    private volatile boolean stopped = true;

    public StubTelegram() {
        this(FreePort.next());
    }

    public StubTelegram(int port) {
        this.port = port;
        start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public synchronized void start() {
        if (server != null) {
            return;
        }
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server = StubHttp.listen(port, threads);
        server.createContext("/", this::handle);
        stopped = false;
        server.start();
    }

    /// New connections are refused, open ones break. What arrived so far is kept.
    public synchronized void stop() {
        if (server != null) {
            stopped = true;
            book.wake();
            server.stop(0);
            server = null;
        }
        if (threads != null) {
            threads.shutdownNow();
            threads = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    public List<TelegramCall> calls() {
        return book.calls();
    }

    /// What the platform took, in order; refused calls are only in [#calls].
    public List<TelegramMessage> messages() {
        return book.messages();
    }

    public List<TelegramMessage> messagesTo(String chat) {
        return book.messages().stream()
                .filter(message -> message.chat().equals(chat))
                .toList();
    }

    /// Fails with what did arrive when the message does not come in time.
    public TelegramMessage awaitMessage(Duration atMost, Predicate<TelegramMessage> wanted) {
        book.await(atMost, () -> book.messages().stream().anyMatch(wanted));
        return book.messages().stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Not within " + atMost + "; arrived: " + book.messages()));
    }

    /// Also sees calls that are refused, or held back by a fault.
    public TelegramCall awaitCall(Duration atMost, Predicate<TelegramCall> wanted) {
        book.await(atMost, () -> book.calls().stream().anyMatch(wanted));
        return book.calls().stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Not within " + atMost + "; called: " + book.calls()));
    }

    /// The next posting to this chat meets this fault; several are met in turn.
    public void plan(String chat, TelegramFault fault) {
        book.plan(chat, fault);
    }

    /// Lets every posting answer that a [TelegramFault.Slow] holds back now.
    public void releaseSlow() {
        book.releaseSlow();
    }

    public void forget() {
        book.forget();
    }

    /// An update for the bot, such as `{"message":{…}}`; its `update_id` is ours.
    public long inject(JsonNode update) {
        return book.inject(update);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            Matcher botCall = BOT_CALL.matcher(path);
            if (botCall.matches()) {
                botCall(exchange, botCall.group(1), params(body));
            } else if (path.equals("/_calls") && exchange.getRequestMethod().equals("DELETE")) {
                forget();
                answer(exchange, 200, ok(json.getNodeFactory().booleanNode(true)));
            } else if (path.equals("/_calls")) {
                answer(exchange, 200, callsAsJson());
            } else if (path.equals("/_inject")) {
                long id = inject(params(body));
                answer(exchange, 200, json.createObjectNode().put("ok", true).put("update_id", id));
            } else if (path.equals("/")) {
                StubHttp.send(exchange, 200, "text/html; charset=utf-8", TelegramPage.of(messages(), calls()));
            } else {
                answer(exchange, 404, refusal(404, "Not Found"));
            }
        }
    }

    private void botCall(HttpExchange exchange, String method, JsonNode params) throws IOException {
        if (method.equals("getUpdates")) {
            answer(exchange, 200, ok(updates(params)));
            return;
        }
        TelegramCall call = new TelegramCall(Instant.now(), method, params);
        book.called(call);
        if (call.posts()) {
            post(exchange, call);
            return;
        }
        JsonNode result = switch (method) {
            case "getMe" -> bot().put("can_join_groups", true).put("can_read_all_group_messages", true);
            case "getChat" ->
                json.createObjectNode()
                        .put("id", number(call.chat()))
                        .put("type", "private")
                        .put("first_name", "Somebody");
            case "getWebhookInfo" -> json.createObjectNode().put("url", "").put("pending_update_count", 0);
            default -> json.getNodeFactory().booleanNode(true);
        };
        answer(exchange, 200, ok(result));
    }

    private void post(HttpExchange exchange, TelegramCall call) throws IOException {
        Optional<TelegramFault> fault =
                book.nextFault(call.chat()).or(() -> TelegramFault.askedBy(call.chat(), call.text()));
        if (fault.isEmpty()) {
            answer(exchange, 200, ok(taken(call)));
            return;
        }
        switch (fault.get()) {
            case TelegramFault.ChatNotFound() -> answer(exchange, 400, refusal(400, "Bad Request: chat not found"));
            case TelegramFault.Blocked() ->
                answer(exchange, 403, refusal(403, "Forbidden: bot was blocked by the user"));
            case TelegramFault.ServerError() -> answer(exchange, 500, refusal(500, "Internal Server Error"));
            case TelegramFault.TooManyRequests(int seconds) -> {
                ObjectNode refusal = refusal(429, "Too Many Requests: retry after " + seconds);
                refusal.putObject("parameters").put("retry_after", seconds);
                answer(exchange, 429, refusal);
            }
            case TelegramFault.Slow(Duration delay) -> {
                long before = book.slowReleases(); // first: whoever sees the message may release it at once
                JsonNode result = taken(call);
                book.holdSlow(before, delay, () -> stopped);
                answer(exchange, 200, ok(result));
            }
            case TelegramFault.HangUp() -> taken(call);
        }
    }

    private JsonNode taken(TelegramCall call) {
        TelegramMessage message = book.take(call.params());
        ObjectNode result = json.createObjectNode()
                .put("message_id", message.id())
                .put("date", message.at().getEpochSecond())
                .put("text", message.text());
        result.putObject("chat")
                .put("id", number(message.chat()))
                .put("type", message.chat().startsWith("-") ? "supergroup" : "private");
        result.set("from", bot());
        if (message.threadId() != null) {
            result.put("message_thread_id", number(message.threadId()));
        }
        return result;
    }

    private ArrayNode updates(JsonNode params) {
        Duration asked = Duration.ofSeconds(params.path("timeout").asLong(1));
        ArrayNode result = json.createArrayNode();
        book.updatesFrom(
                        params.path("offset").asLong(0),
                        asked.compareTo(LONGEST_POLL) < 0 ? asked : LONGEST_POLL,
                        () -> stopped)
                .forEach((id, update) -> result.add(((ObjectNode) update.deepCopy()).put("update_id", id)));
        return result;
    }

    private ArrayNode callsAsJson() {
        ArrayNode all = json.createArrayNode();
        for (TelegramCall call : calls()) {
            all.addObject()
                    .put("at", call.at().toString())
                    .put("method", call.method())
                    .set("params", call.params());
        }
        return all;
    }

    private ObjectNode bot() {
        return json.createObjectNode()
                .put("id", 4242)
                .put("is_bot", true)
                .put("first_name", "Stub")
                .put("username", "stub_bot");
    }

    private JsonNode params(byte[] body) {
        try {
            JsonNode parsed = json.readTree(body);
            return parsed.isObject() ? parsed : json.createObjectNode();
        } catch (IOException e) {
            // A file upload: nothing in it that anybody asks about.
            return json.createObjectNode()
                    .put("raw", new String(body, 0, Math.min(body.length, 500), StandardCharsets.UTF_8));
        }
    }

    private ObjectNode ok(JsonNode result) {
        ObjectNode answer = json.createObjectNode().put("ok", true);
        answer.set("result", result);
        return answer;
    }

    private ObjectNode refusal(int code, String description) {
        return json.createObjectNode().put("ok", false).put("error_code", code).put("description", description);
    }

    private static long number(String text) {
        return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private void answer(HttpExchange exchange, int status, JsonNode body) throws IOException {
        StubHttp.json(exchange, status, json.writeValueAsString(body));
    }
}
