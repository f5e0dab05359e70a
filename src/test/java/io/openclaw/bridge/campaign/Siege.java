package io.openclaw.bridge.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fuzz.Finding;
import io.openclaw.bridge.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// Lays siege to the packaged service, one attack after the other, while a client that means no harm goes on: it must be
/// served, everything that was accepted must be delivered, and when it is over memory, files and threads must be as before.
/// Loopback only; ends by itself and ends what it started.
@SuppressWarnings("SystemOut")
final class Siege {
    private static final Duration CALM = Duration.ofSeconds(5);

    /// p99 of the bystander: this many times the calm one's, and this much more, for a machine that the attackers are on too.
    private static final int FACTOR = 20;

    private static final double MORE_MILLIS = 1_500;
    private static final long HEAP_MORE = 40L << 20;
    private static final int FILES_MORE = 30;
    private static final int LINES_EACH = 100;

    /// @param patience for heads, bodies and reading, set for the service
    /// @param idle connections
    /// @param slow connections of each kind that dawdles
    /// @param giant bytes of an AMQP message
    /// @param handshakes unfinished ones; the broker's own patience is 10 s to 60 s
    record Plan(Duration patience, int idle, int slow, int pipelined, int giant, int links, int handshakes) {}

    @FunctionalInterface
    private interface Attack {
        void run() throws Exception;
    }

    private final Target target;
    private final Bystander bystander;
    private double calm;
    private int lines;

    private Siege(Target target, Bystander bystander) {
        this.target = target;
        this.bystander = bystander;
    }

    /// @throws Finding for the first thing that did not stand
    static void run(Plan plan, Path jar, Path home) throws Exception {
        String patience = plan.patience().toString();
        Map<String, String> environment = Map.of(
                "OPENCLAW_REST_CONNECTION_HEAD_TIMEOUT", patience,
                "OPENCLAW_REST_CONNECTION_BODY_TIMEOUT", patience,
                "OPENCLAW_REST_CONNECTION_UNREAD_TIMEOUT", patience);
        try (Target target = new Target(jar, home, environment, List.of("-Xmx256m"));
                Bystander bystander = new Bystander(target);
                AmqpAttacks amqp = new AmqpAttacks(target)) {
            new Siege(target, bystander).run(plan, amqp);
        }
    }

    private void run(Plan plan, AmqpAttacks amqp) throws Exception {
        fillWithLongTexts();
        Awaitility.await().pollDelay(CALM).atMost(CALM.multipliedBy(3)).until(() -> true); // warms up
        bystander.measured();
        Awaitility.await().pollDelay(CALM).atMost(CALM.multipliedBy(3)).until(() -> true);
        Bystander.Measured peace = bystander.measured();
        calm = peace.p99();
        long heap = heap();
        int files = files();
        int threads = threads();
        lines = target.log().size();
        System.out.printf("calm: %s; heap %,d KiB, %d files, %d threads%n", peace, heap >> 10, files, threads);

        HttpAttacks http = new HttpAttacks(target, plan.patience().toMillis());
        under(plan.idle() + " idle connections", () -> http.idle(plan.idle()));
        under(plan.slow() + " slow heads", () -> http.slowHeads(plan.slow()));
        under(plan.slow() + " slow bodies", () -> http.slowBodies(plan.slow()));
        under("bodies of 1 GiB", http::giantBody);
        under("hard JSON", http::hardJson);
        under("compressed bodies", http::compressed);
        under("odd heads", http::oddHeads);
        under(plan.pipelined() + " pipelined requests, unread", () -> http.pipelined(plan.pipelined()));
        under(plan.slow() + " slow readers", () -> http.slowReaders(plan.slow()));
        under("AMQP messages of " + (plan.giant() >> 20) + " MiB", () -> amqp.giantMessages(plan.giant()));
        under(plan.links() + " AMQP links", () -> amqp.manyLinks(plan.links()));
        under("50 AMQP transactions left open", () -> amqp.leftovers(50));
        under("20 deaf AMQP subscribers", () -> amqp.deafSubscribers(20));
        under("200 AMQP clients that come and go", () -> amqp.comeAndGo(200));
        if (plan.handshakes() > 0) {
            under(plan.handshakes() + " unfinished AMQP handshakes", () -> amqp.unfinished(plan.handshakes()));
        }
        allIsAsBefore(heap, files, threads);
        nothingIsLost();
    }

    private void under(String name, Attack attack) throws Exception {
        long begun = System.nanoTime();
        attack.run();
        Bystander.Measured during = bystander.measured();
        int said = target.log().size() - lines;
        lines += said;
        System.out.printf(
                "%-36s %3d s, bystander: %s; %d lines of log%n",
                name, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun), during, said);
        if (!during.failures().isEmpty()) {
            throw new Finding(
                    "under " + name + " the bystander got " + during.failures().getFirst());
        }
        if (during.calls() > 20 && during.p99() > FACTOR * calm + MORE_MILLIS) {
            throw new Finding("under " + name + " the bystander waited " + during);
        }
        if (said > LINES_EACH) {
            throw new Finding("under " + name + " the service wrote " + said + " lines of log, at last: "
                    + target.log().getLast());
        }
    }

    /// Answers that are worth not reading.
    private void fillWithLongTexts() {
        for (int i = 0; i < 100; i++) {
            target.post(
                    "/api/v1/notifications",
                    "{\"sessionKey\":\"telegram:dm:5\",\"message\":\"" + "\u5b8c".repeat(16_000) + "\"}");
        }
    }

    private void allIsAsBefore(long heap, int files, int threads) throws Exception {
        Awaitility.await("files and threads")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> files() <= files + FILES_MORE && threads() <= threads + FILES_MORE);
        long after = heap();
        System.out.printf("after: heap %,d KiB, %d files, %d threads%n", after >> 10, files(), threads());
        if (after > heap + HEAP_MORE) {
            throw new Finding("the heap grew from " + heap + " to " + after + " bytes");
        }
    }

    private void nothingIsLost() throws Exception {
        bystander.close();
        Awaitility.await("an end of everything")
                .atMost(Duration.ofMinutes(1))
                .until(() -> target.get("/api/v1/status").at("/queue/queued").asInt() == 0);
        for (String id : new TreeSet<>(bystander.accepted())) {
            JsonNode row = target.get("/api/v1/notifications/" + id);
            if (!row.path("status").asText().equals("delivered")) {
                throw new Finding("accepted under siege, and not delivered: " + row);
            }
        }
        System.out.printf(
                "%,d notifications of the bystander, all delivered%n",
                bystander.accepted().size());
    }

    private long heap() throws IOException, InterruptedException {
        Process gc = new ProcessBuilder(jcmd(), Long.toString(target.pid()), "GC.run")
                .redirectErrorStream(true)
                .start();
        gc.getInputStream().readAllBytes();
        gc.waitFor(10, TimeUnit.SECONDS);
        return Stream.of(
                        target.answer("GET", "/q/metrics", (String) null).body().split("\n"))
                .filter(line -> line.startsWith("jvm_memory_used_bytes{") && line.contains("area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static String jcmd() {
        return Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    }

    private int files() {
        return count("fd");
    }

    private int threads() {
        return count("task");
    }

    private int count(String folder) {
        try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(target.pid()), folder))) {
            return (int) entries.count();
        } catch (IOException e) {
            return 0; // not on this system
        }
    }

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        Plan plan = new Plan(Duration.ofSeconds(5), 10_000, 500, 20_000, 128 << 20, 8_000, 200);
        Path home = Files.createTempDirectory("siege");
        int status = 0;
        try {
            run(plan, Path.of(args[0]), home);
            System.out.println("it stands; logs in " + home);
        } catch (Finding e) {
            System.out.println(e.getMessage() + "\nlogs in " + home);
            status = 1;
        } catch (Exception e) {
            e.printStackTrace();
            status = 2;
        }
        System.exit(status);
    }
}
