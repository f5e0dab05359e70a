package io.openclaw.bridge.bench;

import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// POST → stored → claimed → the fake gateway, a process of its own → `delivered` on disk; then the idle latency of one at a time.
/// Beside it, in the same run, what raw JDBC does with the same rows.
@SuppressWarnings("SystemOut")
final class Through {
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 32);
    private static final int LANES = 1_000;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 60);
    private static final int RATE = Integer.getInteger("bench.rate", 0);
    private static final String TOKEN = "fake-token";
    private static final String DELIVERED = "openclaw_delivery_latency_seconds_count";

    private Through() {}

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
            int rate = RATE;
            if (rate == 0) {
                service.load("/api/v1/notifications", CONNECTIONS, LANES, 5_000, 1, 20_000, 202); // warms up
                service.awaitDrained(120);
                rate = 40_000;
            }
            double before = service.metric(DELIVERED);
            double commitsBefore = service.metric("openclaw_store_commit_seconds_count");
            int target = rate;
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                try {
                    service.load("/api/v1/notifications", CONNECTIONS, LANES, target, 1, SECONDS * 1_000L, 202);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            long begun = System.nanoTime();
            TimeUnit.SECONDS.sleep(SECONDS);
            double delivered = service.metric(DELIVERED) - before;
            double commits = service.metric("openclaw_store_commit_seconds_count") - commitsBefore;
            double seconds = (System.nanoTime() - begun) / 1e9;
            load.join();
            System.out.printf(
                    "through: %,.0f delivered in %.1f s = %,.0f/s; %.3f commits per delivered; left over %s%n",
                    delivered, seconds, delivered / seconds, commits / delivered, service.queue());
            service.awaitDrained(300);
            Figures idle = Figures.parse(service.load("/api/v1/notifications", 1, 1, 50, 2_000, 20_000, 202));
            System.out.printf(
                    "idle, 50/s: accept p50 %.2f ms, p99 %.2f ms%n", idle.p50Micros() / 1e3, idle.p99Micros() / 1e3);
        }
    }
}
