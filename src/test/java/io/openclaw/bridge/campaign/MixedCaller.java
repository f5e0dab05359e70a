package io.openclaw.bridge.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.openclaw.bridge.campaign.Callers.Accepted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A service team that uses everything: batches, callbacks, cancels, replays, direct messages, lists. What gets no answer, or
/// a 5xx, is repeated under its key.
final class MixedCaller implements AutoCloseable {
    private static final String PATH = "/api/v1/notifications";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BATCH = 20;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer receiver;
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final List<Accepted> accepted = new ArrayList<>();
    private final List<String> toBeHeard = new ArrayList<>();
    private final List<String> cancelled = new ArrayList<>();
    private final URI door;
    private final int lane;
    private final Thread thread;
    private int direct;
    private int lists;
    private int replayed;
    private volatile boolean running = true;

    /// @param lane the first of three that are its own
    MixedCaller(URI door, int lane) throws IOException {
        this.door = door;
        this.lane = lane;
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", exchange -> {
            try (exchange) {
                JsonNode body = Site.JSON.readTree(exchange.getRequestBody().readAllBytes());
                heard.add(body.at("/data/id").asText(body.path("id").asText()));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        receiver.start();
        thread = Thread.ofPlatform().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            for (int round = 0; running; round++) {
                batch(round);
                withCallback(round);
                cancelledOne(round);
                direct += exchange("POST", "/api/v1/sessions/telegram:dm:777/messages", "{\"message\":\"direct\"}")
                                        .statusCode()
                                == 200
                        ? 1
                        : 0;
                lists += exchange("GET", PATH + "?limit=50&include=message", null)
                                        .statusCode()
                                == 200
                        ? 1
                        : 0;
                TimeUnit.MILLISECONDS.sleep(300);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void batch(int round) throws InterruptedException {
        StringBuilder body = new StringBuilder("{\"notifications\":[");
        for (int i = 0; i < BATCH; i++) {
            body.append(i == 0 ? "" : ",").append(notification(lane, round * BATCH + i, ""));
        }
        JsonNode results =
                insist("POST", PATH + "/batch", body.append("]}").toString()).path("results");
        for (int i = 0; i < BATCH; i++) {
            accepted.add(new Accepted(results.get(i).at("/notification/id").asText(), lane, round * BATCH + i));
        }
    }

    private void withCallback(int round) throws InterruptedException {
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
        String id = insist("POST", PATH, notification(lane + 1, round, ",\"callbackUrl\":\"" + url + "\""))
                .path("id")
                .asText();
        accepted.add(new Accepted(id, lane + 1, round));
        toBeHeard.add(id);
    }

    /// Every fifth of them is sent again, and then must arrive after all.
    private void cancelledOne(int round) throws InterruptedException {
        String id = insist("POST", PATH, notification(lane + 2, round, ",\"deliverAt\":\"2999-01-01T00:00:00Z\""))
                .path("id")
                .asText();
        insist("DELETE", PATH + "/" + id, null);
        if (round % 5 > 0) {
            cancelled.add(id);
        } else if (exchange("POST", PATH + "/" + id + "/replay", "{}").statusCode() == 202) {
            replayed++;
        }
    }

    private String notification(int to, int number, String more) {
        return "{\"sessionKey\":\"telegram:dm:%d\",\"message\":\"%s\",\"idempotencyKey\":\"%d-%d\"%s}"
                .formatted(100_000 + to, Callers.text(to, number), to, number, more);
    }

    private JsonNode insist(String method, String path, String body) throws InterruptedException {
        while (true) {
            HttpResponse<String> answer = exchange(method, path, body);
            if (answer.statusCode() < 300) {
                try {
                    return Site.JSON.readTree(answer.body());
                } catch (IOException e) {
                    throw new IllegalStateException(answer.body(), e);
                }
            }
            if (answer.statusCode() < 500) {
                throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private HttpResponse<String> exchange(String method, String path, String body) throws InterruptedException {
        while (true) {
            try {
                HttpRequest.Builder request =
                        HttpRequest.newBuilder(door.resolve(path)).timeout(PATIENCE);
                return http.send(
                        body == null
                                ? request.method(method, HttpRequest.BodyPublishers.noBody())
                                        .build()
                                : request.header("Content-Type", "application/json")
                                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                        HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /// Ends after its present round.
    List<Accepted> finish() throws InterruptedException {
        running = false;
        thread.join(Duration.ofMinutes(2));
        return accepted;
    }

    /// Whose end nobody was told of.
    List<String> unheard() {
        return toBeHeard.stream().filter(id -> !heard.contains(id)).toList();
    }

    /// Must have reached nobody.
    List<String> cancelled() {
        return cancelled;
    }

    @Override
    public String toString() {
        return "%,d in batches and with callbacks, %,d callbacks heard, %,d cancelled, %,d sent again, %,d direct, %,d lists"
                .formatted(accepted.size(), heard.size(), cancelled.size(), replayed, direct, lists);
    }

    @Override
    public void close() {
        running = false;
        thread.interrupt();
        receiver.stop(0);
        http.shutdownNow();
    }
}
