package io.openclaw.bridge.bench;

import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Whether a backlog costs anything: accepts while the gateway is away, and deliveries once it is back, with 1,000,000 rows
/// waiting against 10,000; the service with `-Xmx512m`.
@SuppressWarnings("SystemOut")
final class Backlog {
    private static final int LARGE = Integer.getInteger("bench.large", 1_000_000);
    private static final int SMALL = Integer.getInteger("bench.small", 10_000);
    private static final int RUNS = Integer.getInteger("bench.pairs", 5);
    private static final int LANES = Integer.getInteger("bench.lanes", 1_000);
    static final int BATCH = 1_000;
    private static final long WARM_UP = Long.getLong("bench.warmUpMillis", 20_000);
    private static final long GETTING_WARM = 30_000;
    private static final long DRAINED = 60_000;
    private static final String TOKEN = "fake-token";
    private static final String DELIVERED = "openclaw_delivery_latency_seconds_count";

    /// Per second.
    private record Rates(double accept, double drain) {}

    private Backlog() {}

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        List<Rates> small = new ArrayList<>();
        List<Rates> large = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            List<Rates> pair = pair(Path.of(args[0]));
            small.add(pair.getFirst());
            large.add(pair.getLast());
        }
        System.out.printf(
                "accept with %,d waiting %,.0f/s, with %,d %,.0f/s, ratio %.2f; drain %,.0f/s, %,.0f/s, ratio %.2f (targets 0.80)%n",
                SMALL,
                accept(small),
                LARGE,
                accept(large),
                accept(large) / accept(small),
                drain(small),
                drain(large),
                drain(large) / drain(small));
    }

    private static double accept(List<Rates> runs) {
        return median(runs.stream().mapToDouble(Rates::accept).toArray());
    }

    private static double drain(List<Rates> runs) {
        return median(runs.stream().mapToDouble(Rates::drain).toArray());
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /// One service, warm: what it does with few rows waiting, then with many.
    private static List<Rates> pair(Path jar) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (Service service = Service.start(
                jar, "ws://127.0.0.1:" + port, TOKEN, Service.folder(), Map.of("OPENCLAW_MAX_DELAY", "1"))) {
            try (Processes.Started _ = gateway(port)) {
                service.awaitConnected();
                service.load("/api/v1/notifications", 32, LANES, 0, 1, WARM_UP, 202);
                service.awaitDrained(120);
            }
            return List.of(with(service, port, SMALL), with(service, port, LARGE));
        }
    }

    private static Rates with(Service service, int port, int rows) throws Exception {
        long begun = System.nanoTime();
        fill(service, rows);
        double filled = (System.nanoTime() - begun) / 1e9;
        long accept = Figures.parse(service.load("/api/v1/notifications", 64, LANES, 0, 5_000, 5_000, 202))
                .perSecond();
        double drain = drain(service, port, rows);
        System.out.printf(
                "  %,d waiting (filled in %.0f s): accept %,d/s, drain %,.0f/s%n", rows, filled, accept, drain);
        return new Rates(accept, drain);
    }

    /// Delivered per second while so many wait: what is delivered is put in again, a thousand at a time. The gateway, a new
    /// process, first has its time to get warm.
    private static double drain(Service service, int port, long rows) throws Exception {
        try (Processes.Started _ = gateway(port)) {
            service.awaitConnected();
            while (rows < LARGE && service.queue().path("queued").asLong() > rows) {
                TimeUnit.MILLISECONDS.sleep(50); // what was accepted meanwhile
            }
            double before = service.metric(DELIVERED);
            fill(service, (int)
                    Math.max(0, rows - service.queue().path("queued").asLong()));
            long filled = 0;
            long from = 0;
            double first = 0;
            while (true) {
                double delivered = service.metric(DELIVERED) - before;
                if (from == 0 && delivered >= GETTING_WARM) {
                    from = System.nanoTime();
                    first = delivered;
                } else if (delivered >= GETTING_WARM + DRAINED) {
                    return (delivered - first) / ((System.nanoTime() - from) / 1e9);
                }
                for (; filled + BATCH <= delivered; filled += BATCH) {
                    fill(service, BATCH);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static Processes.Started gateway(int port) throws IOException {
        return Processes.start(
                Processes.java(FakeGatewayMain.class, "--health", "brief", "--port", Integer.toString(port)),
                Map.of(),
                "READY");
    }

    static void fill(Service service, int rows) throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int from = 0; from < rows; from += BATCH) {
                StringBuilder body = new StringBuilder("{\"notifications\":[");
                for (int i = from; i < from + BATCH; i++) {
                    body.append(i == from ? "" : ",").append("""
                            {"sessionKey":"telegram:dm:%d","message":"Row %d of the backlog, as long as such a message usually is"}""".formatted(100_000 + i % LANES, i));
                }
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(service.base.resolve("/api/v1/notifications/batch"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        body.append("]}").toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 202) {
                    throw new IOException("answered " + answer.statusCode() + ": " + answer.body());
                }
            }
        }
    }
}
