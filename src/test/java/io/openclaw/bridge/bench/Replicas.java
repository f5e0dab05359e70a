package io.openclaw.bridge.bench;

import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import io.openclaw.bridge.store.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Two replicas on one PostgreSQL against a single one, alternating, everything on the same cores: what waits while the
/// gateway is away is delivered when it is back. Counted from the first tenth delivered to nine tenths, after a round that
/// warms up.
@SuppressWarnings("SystemOut")
final class Replicas {
    private static final int PAIRS = Integer.getInteger("bench.pairs", 5);
    private static final int ROWS = Integer.getInteger("bench.rows", 40_000);
    private static final String TOKEN = "fake-token";
    private static final String DELIVERED = "openclaw_delivery_latency_seconds_count";
    private static final String COMMITS = "openclaw_store_commit_seconds_count";

    private final PostgresServer server;
    private final Path jar;
    private final int gatewayPort;
    private int databases;

    private Replicas(PostgresServer server, Path jar, int gatewayPort) {
        this.server = server;
        this.jar = jar;
        this.gatewayPort = gatewayPort;
    }

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        try (PostgresServer server = PostgresServer.start(Files.createTempDirectory("replicas"))) {
            Replicas replicas = new Replicas(server, Path.of(args[0]), freePort());
            List<Double> one = new ArrayList<>();
            List<Double> two = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                one.add(replicas.run(1));
                two.add(replicas.run(2));
            }
            System.out.printf(
                    "medians: one %,.0f/s, two %,.0f/s: %.2f%n", median(one), median(two), median(two) / median(one));
        }
    }

    private double run(int count) throws Exception {
        Path data = Service.folder();
        Map<String, String> environment = Map.of(
                "OPENCLAW_DATABASE_URL",
                server.url(database()),
                "OPENCLAW_DEVICE_KEY_FILE",
                data.resolve("device.key").toString(),
                "OPENCLAW_MAX_DELAY",
                "1");
        List<Service> services = new ArrayList<>();
        try {
            try (Processes.Started _ = gateway()) {
                for (int i = 0; i < count; i++) {
                    services.add(Service.start(
                            jar, "ws://127.0.0.1:" + gatewayPort, TOKEN, data.resolve("data" + i), environment));
                    services.getLast().awaitConnected();
                }
                fill(services, ROWS / 2); // warms up
                services.getFirst().awaitDrained(300);
            }
            fill(services, ROWS);
            double before = sum(services, DELIVERED);
            double commits = sum(services, COMMITS);
            try (Processes.Started _ = gateway()) {
                double rate = rate(services, before);
                services.getFirst().awaitDrained(300);
                System.out.printf(
                        "%d: %,.0f delivered/s, %.3f commits for each%n",
                        count, rate, (sum(services, COMMITS) - commits) / (sum(services, DELIVERED) - before));
                return rate;
            }
        } finally {
            services.forEach(Service::close);
        }
    }

    private static double rate(List<Service> services, double before) throws IOException, InterruptedException {
        long begun = 0;
        double first = 0;
        while (true) {
            double delivered = sum(services, DELIVERED) - before;
            long now = System.nanoTime();
            if (begun == 0 && delivered >= ROWS * 0.1) {
                begun = now;
                first = delivered;
            } else if (delivered >= ROWS * 0.9) {
                return (delivered - first) / ((now - begun) / 1e9);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private Processes.Started gateway() throws IOException {
        return Processes.start(
                Processes.java(FakeGatewayMain.class, "--health", "brief", "--port", Integer.toString(gatewayPort)),
                Map.of(),
                "READY");
    }

    /// Through every replica's door in turn.
    private static void fill(List<Service> services, int rows) throws IOException, InterruptedException {
        for (int i = 0; i * Backlog.BATCH < rows; i++) {
            Backlog.fill(services.get(i % services.size()), Backlog.BATCH);
        }
    }

    private static double sum(List<Service> services, String metric) throws IOException, InterruptedException {
        double sum = 0;
        for (Service service : services) {
            sum += service.metric(metric);
        }
        return sum;
    }

    private String database() throws SQLException {
        String name = "bench" + databases++;
        try (Connection connection = server.database("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return name;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
