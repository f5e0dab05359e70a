package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An OpenAI chat-completions endpoint that echoes. Words in the text ask for more: `SLEEP=<ms>` answers late,
/// `HOLD` not before [#release] (or a minute), `FAIL500` and `FAIL429` refuse, `NOREPLY` answers `NO_REPLY`
/// (the gateway then asks again, and that is echoed), `MUTE` answers `NO_REPLY` also to the second asking.
public final class StubModel implements AutoCloseable {

    /// The gateway appends a block of its own, and a user message that holds nothing else: neither is what was said.
    private static final Pattern GATEWAYS_OWN =
            Pattern.compile("<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT.*?END_OPENCLAW_INTERNAL_CONTEXT>>>", Pattern.DOTALL);

    private static final Pattern SLEEP = Pattern.compile("\\bSLEEP=(\\d+)");
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> prompts = new CopyOnWriteArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile CountDownLatch held = new CountDownLatch(1);

    public StubModel() {
        this(FreePort.next());
    }

    public StubModel(int port) {
        server = StubHttp.listen(port, threads);
        server.createContext("/v1/models", this::models);
        server.createContext("/v1/chat/completions", this::completion);
        server.start();
    }

    /// The provider's `baseUrl`.
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /// What people said last, one entry per turn the model was asked for.
    public List<String> prompts() {
        return List.copyOf(prompts);
    }

    /// Answers the turns that `HOLD` keeps waiting now; later ones wait again.
    public void release() {
        CountDownLatch before = held;
        held = new CountDownLatch(1);
        before.countDown();
    }

    @Override
    public void close() {
        closed.countDown();
        held.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void models(HttpExchange exchange) throws IOException {
        try (exchange) {
            StubHttp.json(exchange, 200, "{\"object\":\"list\",\"data\":[{\"id\":\"echo\",\"object\":\"model\"}]}");
        }
    }

    private void completion(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = json.readTree(exchange.getRequestBody().readAllBytes());
            String said = lastSaid(request.path("messages"));
            // Before the prompt can be seen: who releases upon seeing it must not be too early.
            CountDownLatch release = held;
            prompts.add(said);
            if (said.contains("FAIL500")) {
                StubHttp.json(exchange, 500, "{\"error\":{\"message\":\"stub failure\",\"type\":\"server_error\"}}");
            } else if (said.contains("FAIL429")) {
                StubHttp.json(exchange, 429, "{\"error\":{\"message\":\"stub limit\",\"type\":\"rate_limit_error\"}}");
            } else {
                delay(said, release);
                String reply = said.contains("NOREPLY") || said.contains("MUTE") || askedAgain(request.path("messages"))
                        ? "NO_REPLY"
                        : "ECHO#" + answers.incrementAndGet() + ": " + lastLine(said);
                if (request.path("stream").asBoolean()) {
                    stream(exchange, request, reply);
                } else {
                    StubHttp.json(exchange, 200, json.writeValueAsString(whole(request, reply)));
                }
            }
        }
    }

    private void delay(String said, CountDownLatch release) {
        try {
            Matcher sleep = SLEEP.matcher(said);
            if (sleep.find() && closed.await(Long.parseLong(sleep.group(1)), TimeUnit.MILLISECONDS)) {
                return;
            }
            if (said.contains("HOLD") && !release.await(LONGEST_HOLD.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("Nobody released the held turn");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stream(HttpExchange exchange, JsonNode request, String reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            event(out, chunk(request, "{\"role\":\"assistant\",\"content\":\"\"}", null));
            for (String part : List.of(reply.substring(0, reply.length() / 2), reply.substring(reply.length() / 2))) {
                event(out, chunk(request, "{\"content\":" + json.writeValueAsString(part) + "}", null));
            }
            event(out, chunk(request, "{}", "stop"));
            ObjectNode usage = base(request, "chat.completion.chunk");
            usage.putArray("choices");
            usage.set("usage", usage());
            event(out, usage);
            out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void event(OutputStream out, JsonNode data) throws IOException {
        out.write(("data: " + json.writeValueAsString(data) + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private ObjectNode chunk(JsonNode request, String delta, @Nullable String finish) throws IOException {
        ObjectNode chunk = base(request, "chat.completion.chunk");
        ObjectNode choice =
                chunk.putArray("choices").addObject().put("index", 0).put("finish_reason", finish);
        choice.set("delta", json.readTree(delta));
        return chunk;
    }

    private ObjectNode whole(JsonNode request, String reply) {
        ObjectNode whole = base(request, "chat.completion");
        ObjectNode choice =
                whole.putArray("choices").addObject().put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", reply);
        whole.set("usage", usage());
        return whole;
    }

    private ObjectNode base(JsonNode request, String object) {
        return json.createObjectNode()
                .put("id", "c" + answers.get())
                .put("object", object)
                .put("created", 1)
                .put("model", request.path("model").asText("echo"));
    }

    private ObjectNode usage() {
        return json.createObjectNode()
                .put("prompt_tokens", 1)
                .put("completion_tokens", 1)
                .put("total_tokens", 2);
    }

    private static boolean askedAgain(JsonNode messages) {
        List<String> said = allSaid(messages);
        return said.size() > 1
                && said.getLast().contains("did not produce a user-visible answer")
                && said.get(said.size() - 2).contains("MUTE");
    }

    private static String lastSaid(JsonNode messages) {
        List<String> said = allSaid(messages);
        return said.isEmpty() ? "" : said.getLast();
    }

    private static List<String> allSaid(JsonNode messages) {
        List<String> said = new ArrayList<>();
        for (JsonNode message : messages) {
            String text =
                    GATEWAYS_OWN.matcher(contentOf(message)).replaceAll("").strip();
            if (message.path("role").asText().equals("user") && !text.isEmpty()) {
                said.add(text.split("\n\nRuntime:", 2)[0].strip());
            }
        }
        return said;
    }

    private static String contentOf(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")).append(' '));
        return text.toString();
    }

    private static String lastLine(String said) {
        String line = said.substring(said.lastIndexOf('\n') + 1);
        return line.length() > 200 ? line.substring(line.length() - 200) : line;
    }
}
