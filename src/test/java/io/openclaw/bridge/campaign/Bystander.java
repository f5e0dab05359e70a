package io.openclaw.bridge.campaign;

import io.openclaw.bridge.fuzz.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A client that means no harm while others do: hands in notifications, asks how they stand, and measures how long that
/// takes. Every twentieth call makes a connection of its own.
final class Bystander implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PAUSE_MILLIS = 20;

    private final Target target;
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final List<Long> micros = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile boolean running = true;

    Bystander(Target target) {
        this.target = target;
        thread = Thread.ofPlatform().start(this::run);
    }

    /// @param calls since the last time
    /// @param p99 in milliseconds
    /// @param failures what was no success
    record Measured(int calls, double p50, double p99, List<String> failures) {
        @Override
        public String toString() {
            return "%,d calls, p50 %.1f ms, p99 %.1f ms, %d failed".formatted(calls, p50, p99, failures.size());
        }
    }

    private void run() {
        HttpClient http = client();
        for (int number = 0; running; number++) {
            if (number % 20 == 0) {
                http.shutdownNow();
                http = client();
            }
            long begun = System.nanoTime();
            try {
                call(http, number);
                micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (IOException e) {
                micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
                failures.add(e.toString());
            } catch (InterruptedException e) {
                return;
            }
        }
        http.shutdownNow();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    private void call(HttpClient http, int number) throws IOException, InterruptedException {
        URI door = URI.create("http://127.0.0.1:" + target.door());
        HttpRequest.Builder request = number % 4 == 3
                ? HttpRequest.newBuilder(door.resolve("/api/v1/status"))
                : HttpRequest.newBuilder(door.resolve("/api/v1/notifications"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"sessionKey\":\"telegram:dm:%d\",\"message\":\"bystander %d\"}"
                                        .formatted(number % 7, number)));
        HttpResponse<String> answer =
                http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            failures.add(answer.statusCode() + " " + answer.body());
        } else if (answer.statusCode() == 202) {
            accepted.add(Site.JSON.readTree(answer.body()).path("id").asText());
        }
    }

    /// Since the last time that was asked.
    Measured measured() {
        List<Long> sorted;
        List<String> failed;
        synchronized (micros) {
            sorted = new ArrayList<>(micros);
            micros.clear();
        }
        synchronized (failures) {
            failed = List.copyOf(failures);
            failures.clear();
        }
        Collections.sort(sorted);
        return new Measured(sorted.size(), at(sorted, 50), at(sorted, 99), failed);
    }

    private static double at(List<Long> sorted, int percent) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((sorted.size() - 1) * percent / 100) / 1_000.0;
    }

    /// Ids for which a 202 came back.
    Set<String> accepted() {
        return accepted;
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        thread.join(PATIENCE);
    }
}
