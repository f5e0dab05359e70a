package io.openclaw.bridge.campaign;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Service teams, one for each lane: hand in one notification after the other, and repeat each under its own key until it is
/// accepted, as the README tells them to.
final class Callers implements AutoCloseable {
    /// A notification for which a 202 came back.
    ///
    /// @param number its place within the lane, from 0
    record Accepted(String id, int lane, int number) {
        String text() {
            return Callers.text(lane, number);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long BACK_OFF_MILLIS = 50;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<URI> doors;
    private final long pauseMillis;
    private final Collection<Accepted> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicLong refused = new AtomicLong();
    private final List<Thread> lanes = new ArrayList<>();
    private volatile boolean running = true;

    /// @param doors of the replicas; a caller moves on to the next one when one does not answer
    /// @param pauseMillis between two notifications of a lane
    Callers(List<URI> doors, int lanes, long pauseMillis) {
        this.doors = doors;
        this.pauseMillis = pauseMillis;
        for (int lane = 0; lane < lanes; lane++) {
            int number = lane;
            this.lanes.add(Thread.ofVirtual().start(() -> run(number)));
        }
    }

    static String text(int lane, int number) {
        return "lane " + lane + " number " + number;
    }

    private void run(int lane) {
        try {
            int door = lane;
            for (int number = 0; running; number++) {
                String body = """
                        {"sessionKey":"telegram:dm:%d","message":"%s","idempotencyKey":"%d-%d"}""".formatted(100_000 + lane, text(lane, number), lane, number);
                while (!handIn(doors.get(door % doors.size()), body, lane, number)) {
                    refused.incrementAndGet();
                    door++;
                    TimeUnit.MILLISECONDS.sleep(BACK_OFF_MILLIS);
                }
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean handIn(URI door, String body, int lane, int number) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(door.resolve("/api/v1/notifications"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                accepted.add(
                        new Accepted(JSON.readTree(answer.body()).path("id").asText(), lane, number));
                return true;
            }
            if (answer.statusCode() < 500) {
                throw new IllegalStateException("refused: " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            // Killed in the middle: whether it was stored is not known, so it is handed in again.
        }
        return false;
    }

    /// Lets every caller get its present notification in, and stops.
    List<Accepted> finish() throws InterruptedException {
        running = false;
        for (Thread lane : lanes) {
            if (!lane.join(Duration.ofMinutes(1))) {
                throw new IllegalStateException("a caller's notification was not accepted within a minute");
            }
        }
        return List.copyOf(accepted);
    }

    int accepted() {
        return accepted.size();
    }

    /// How often a caller had to repeat.
    long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        running = false;
        lanes.forEach(Thread::interrupt);
        http.shutdownNow();
    }
}
