package io.openclaw.bridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Whether one session can delay the others: their p99 from accept to delivered, alone and beside a lane that is flooded with 100 × the
/// others' traffic, one that fails every time, and 64 slow agent runs. Latency as the rows tell it, `createdAt` to `deliveredAt`.
@SuppressWarnings("SystemOut")
final class Fairness {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LANES = 1_000;
    private static final int RATE = Integer.getInteger("bench.rate", 4_500);
    private static final int SECONDS = Integer.getInteger("bench.seconds", 15);

    /// A hundred times what an ordinary lane gets, each tenth of a second.
    private static final int FLOOD = 100 * RATE / LANES / 10;

    private static final String TOKEN = "fake-token";

    private final Service service;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Fairness(Service service) {
        this.service = service;
    }

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        try (Processes.Started gateway =
                        Processes.start(Processes.java(FakeGatewayMain.class, "--health", "brief"), Map.of(), "READY");
                Service service = Service.start(
                        Path.of(args[0]),
                        "ws://127.0.0.1:" + gateway.line().replaceAll(".*READY port=(\\d+).*", "$1"),
                        TOKEN,
                        Service.folder(),
                        Map.of())) {
            service.awaitConnected();
            Fairness fairness = new Fairness(service);
            service.load("/api/v1/notifications", 32, LANES, RATE, 1, 25_000, 202); // warms up
            service.awaitDrained(120);
            for (int round = 0; round < 3; round++) {
                double alone = fairness.beside("alone", () -> 0);
                double flooded =
                        fairness.beside("one lane flooded", () -> fairness.post("telegram:dm:77", "flood", FLOOD));
                double failing =
                        fairness.beside("one lane failing", () -> fairness.post("telegram:dm:404404", "fails", 50));
                double agents = fairness.beside("64 agent runs", () -> fairness.agents(64));
                System.out.printf(
                        "p99 alone %.1f ms; flooded %.2f, failing %.2f, agents %.2f times that (target under 2)%n",
                        alone, flooded / alone, failing / alone, agents / alone);
            }
        }
    }

    /// The p99 of the ordinary lanes while something else goes on, in ms.
    private double beside(String what, LongSupplier disturbance) throws Exception {
        agentsPosted = false;
        Instant since = Instant.now();
        CompletableFuture<JsonNode> load = CompletableFuture.supplyAsync(() -> {
            try {
                return service.load("/api/v1/notifications", 32, LANES, RATE, 1, SECONDS * 1_000L, 202);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        long posted = 0;
        while (!load.isDone()) {
            posted += disturbance.getAsLong();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        load.join();
        TimeUnit.SECONDS.sleep(2);
        double p99 = p99(since);
        System.out.printf("  %s: p99 %.1f ms, %,d posted beside%n", what, p99, posted);
        service.awaitDrained(120);
        return p99;
    }

    private long post(String session, String text, int count) {
        StringBuilder body = new StringBuilder("{\"notifications\":[");
        for (int i = 0; i < count; i++) {
            body.append(i == 0 ? "" : ",").append("""
                    {"sessionKey":"%s","message":"%s"}""".formatted(session, text));
        }
        return send(body.append("]}").toString(), count);
    }

    private boolean agentsPosted;

    private long agents(int count) {
        if (agentsPosted) {
            return 0;
        }
        agentsPosted = true;
        StringBuilder body = new StringBuilder("{\"notifications\":[");
        for (int i = 0; i < count; i++) {
            body.append(i == 0 ? "" : ",").append("""
                    {"sessionKey":"agent:main:slow-%d","message":"SLEEP=15000 please"}""".formatted(i));
        }
        return send(body.append("]}").toString(), count);
    }

    private long send(String body, int count) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(service.base.resolve("/api/v1/notifications/batch"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                throw new IllegalStateException("answered " + answer.statusCode() + ": " + answer.body());
            }
            return count;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Of the ordinary lanes' rows since then, by the list of the service itself.
    private double p99(Instant since) throws IOException, InterruptedException {
        long[] millis = new long[1 << 20];
        int seen = 0;
        String cursor = "";
        do {
            URI page = service.base.resolve("/api/v1/notifications?status=delivered&limit=200&since=" + since + cursor);
            JsonNode answer =
                    JSON.readTree(http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                            .body());
            for (JsonNode item : answer.path("items")) {
                String session = item.path("sessionKey").asText();
                if (session.startsWith("telegram:dm:10") && seen < millis.length) {
                    millis[seen++] = Duration.between(
                                    Instant.parse(item.path("createdAt").asText()),
                                    Instant.parse(item.path("deliveredAt").asText()))
                            .toMillis();
                }
            }
            cursor = answer.path("nextCursor").isTextual()
                    ? "&cursor=" + answer.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        long[] all = Arrays.copyOf(millis, seen);
        Arrays.sort(all);
        return seen == 0 ? 0 : all[(int) (seen * 0.99)];
    }
}
