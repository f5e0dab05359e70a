package io.openclaw.bridge.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.campaign.Callers.Accepted;
import io.openclaw.bridge.queue.BrokerProcess;
import io.openclaw.bridge.store.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// Mixed load for minutes or hours, while gateway, broker and (with PostgreSQL) the database end and come back. The service
/// itself goes on: nothing that was accepted may be lost, be out of order or have no end, nothing be repeated that it does not
/// count, and what it holds must not grow. Loopback only; ends what it started.
@SuppressWarnings("SystemOut")
final class Soak implements AutoCloseable {
    private static final int LANES = 20;
    private static final int QUEUE_LANES = 10;
    private static final int QUEUE_CHUNK = 100;
    private static final int SAMPLES = 30;

    /// @param postgres or SQLite
    /// @param quiet between two losses, at least; as much again at random
    record Plan(Duration length, boolean postgres, Duration quiet, long seed) {}

    private final Plan plan;
    private final Random random;
    private final BrokerProcess broker;
    private final Site site;
    private final Map<String, Integer> losses = new HashMap<>();
    private final Vitals vitals = new Vitals();
    private volatile boolean publishing = true;

    private Soak(Plan plan, Path jar, Path home) throws IOException {
        this.plan = plan;
        this.random = new Random(plan.seed());
        broker = new BrokerProcess(Files.createDirectories(home.resolve("broker")));
        broker.start();
        site = new Site(
                new Site.Layout(
                        1,
                        plan.postgres(),
                        1,
                        0,
                        Map.of(
                                "OPENCLAW_QUEUE", "external",
                                "OPENCLAW_QUEUE_URL", "amqp://127.0.0.1:" + broker.port(),
                                "OPENCLAW_CALLBACK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                "OPENCLAW_CALLBACK_ALLOW", "127.0.0.1")),
                jar,
                home);
    }

    private boolean run() throws Exception {
        site.start();
        try (Callers callers = new Callers(site.doors, LANES, 200);
                MixedCaller mixed = new MixedCaller(site.doors.getFirst(), LANES + QUEUE_LANES);
                Publisher publisher = new Publisher(broker.port(), QUEUE_LANES, LANES)) {
            mixed.start();
            Thread queue = Thread.ofPlatform().start(() -> publish(publisher));
            storm();
            publishing = false;
            List<Accepted> accepted = new ArrayList<>(callers.finish());
            accepted.addAll(mixed.finish());
            queue.join(Duration.ofMinutes(2));
            drain(publisher.count());
            vitals.take(site, connections());
            return verdict(accepted, publisher, mixed);
        }
    }

    private void publish(Publisher publisher) {
        try {
            for (int from = 0; publishing; from += QUEUE_CHUNK) {
                publisher.publish(from, from + QUEUE_CHUNK);
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void storm() throws Exception {
        long end = System.nanoTime() + plan.length().toNanos();
        long step = plan.length().toNanos() / SAMPLES;
        long sample = System.nanoTime() + step;
        long loss = nextLoss();
        while (System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
            if (System.nanoTime() > loss) {
                lose();
                loss = nextLoss();
            }
            if (System.nanoTime() > sample) {
                vitals.take(site, connections());
                sample += step;
            }
        }
    }

    private long nextLoss() {
        long quiet = plan.quiet().toMillis();
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(quiet + random.nextLong(quiet));
    }

    private void lose() throws Exception {
        PostgresServer postgres = site.postgres;
        int away = 200 + random.nextInt(4_000);
        switch (random.nextInt(postgres == null ? 2 : 3)) {
            case 0 -> {
                counted("gateway");
                site.gateway.kill();
                TimeUnit.MILLISECONDS.sleep(away);
                site.gateway.start();
                site.gateway.await();
            }
            case 1 -> {
                counted("broker");
                broker.kill();
                TimeUnit.MILLISECONDS.sleep(away);
                broker.start();
            }
            default -> {
                counted("database");
                postgres.stop();
                TimeUnit.MILLISECONDS.sleep(away);
                postgres.startAgain();
            }
        }
    }

    private void counted(String what) {
        losses.merge(what, 1, Integer::sum);
    }

    private long connections() throws SQLException {
        PostgresServer postgres = site.postgres;
        if (postgres == null) {
            return 0;
        }
        try (Connection connection = postgres.database("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("select count(*) from pg_stat_activity where datname = 'postgres'")) {
            count.next();
            return count.getLong(1);
        }
    }

    /// Until everything that the broker acknowledged has come through it, too.
    private void drain(int published) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        long through;
        do {
            site.drain();
            through = site.posted().stream()
                    .filter(line -> line.matches(".*\"text\":\"lane 2[0-9] number.*"))
                    .count();
        } while (through < published && System.nanoTime() < end);
    }

    private boolean verdict(List<Accepted> accepted, Publisher publisher, MixedCaller mixed) throws Exception {
        List<String> postings = site.posted();
        Map<String, String> idOfText = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (String line : postings) {
            JsonNode posting = Site.JSON.readTree(line);
            String id = posting.path("key").asText().replaceFirst("^n:", "");
            ids.add(id);
            idOfText.putIfAbsent(posting.path("text").asText(), id);
        }
        for (Accepted one : publisher.acknowledged()) {
            accepted.add(new Accepted(idOfText.getOrDefault(one.text(), "lost"), one.lane(), one.number()));
        }
        Verdict verdict = Verdict.of(accepted, postings.stream().filter(line -> !line.contains("\"text\":\"direct\"")));
        Awaitility.await("the callbacks")
                .atMost(Duration.ofMinutes(2))
                .until(() -> mixed.unheard().isEmpty());
        List<String> raised = mixed.cancelled().stream().filter(ids::contains).toList();
        double counted = site.metric(0, "openclaw_delivery_resent_unproven_total");
        JsonNode queue = site.status(0).path("queue");
        System.out.printf(
                "%s, %s, seed %d; lost and back: %s%n%s%n%,d acknowledged by the broker, %,d published again; %s%n%s%n"
                        + "sent again without proof, as counted: %.0f; left: %s; grown: %s%n",
                plan.postgres() ? "PostgreSQL" : "SQLite",
                plan.length(),
                plan.seed(),
                losses,
                verdict,
                publisher.count(),
                publisher.repeated(),
                mixed,
                vitals,
                counted,
                queue,
                vitals.grown());
        return verdict.isGood()
                && verdict.repeated() <= counted
                && raised.isEmpty()
                && queue.path("queued").asInt() + queue.path("sending").asInt() == 0
                && vitals.grown().isEmpty();
    }

    /// In its short form, of a test.
    static boolean run(Plan plan, Path jar, Path home) throws Exception {
        try (Soak soak = new Soak(plan, jar, home)) {
            return soak.run();
        }
    }

    @Override
    public void close() throws IOException {
        site.close();
        broker.close();
    }

    /// Arguments: the service's jar. Properties: `soak.minutes`; `soak.postgres`, false for SQLite.
    public static void main(String[] args) throws Exception {
        boolean postgres = Boolean.parseBoolean(System.getProperty("soak.postgres", "true"));
        Duration length = Duration.ofMinutes(Integer.getInteger("soak.minutes", 10));
        Path home = Files.createTempDirectory("soak");
        int status;
        try {
            status = run(new Plan(length, postgres, Duration.ofSeconds(15), System.nanoTime()), Path.of(args[0]), home)
                    ? 0
                    : 1;
        } catch (Exception e) {
            e.printStackTrace();
            status = 2;
        }
        System.out.println((status == 0 ? "good" : "NOT GOOD") + "; logs in " + home);
        System.exit(status);
    }
}
