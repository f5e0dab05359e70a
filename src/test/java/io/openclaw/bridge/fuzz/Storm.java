package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fuzz.Description.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.awaitility.Awaitility;

/// All doors of one service under spoilt inputs, and afterwards the books: every accepted notification is stored as it was
/// sent and has ended, nothing that was refused is stored, and nothing was told that must not be.
@SuppressWarnings("SystemOut")
public final class Storm {
    private static final String PATH = "/api/v1/notifications";
    private static final Duration CALM = Duration.ofMinutes(3);

    /// What the model knows the meaning of. Everything else in the description is fuzzed too, but after the books were
    /// closed: it may pause, purge or lock out.
    private static final Set<String> MODELLED = Set.of(
            "listNotifications",
            "submitNotification",
            "submitNotifications",
            "replayNotifications",
            "findNotification",
            "cancelNotification",
            "replayNotification",
            "resolveNotification",
            "sendMessage",
            "status");

    /// @param rest requests
    /// @param queue messages to the broker
    /// @param frames calls with a spoilt gateway
    public record Plan(long seed, int rest, int queue, int frames) {}

    private final Plan plan;
    private final Target target;
    private final Ledger ledger = new Ledger();
    private final Description description;
    private final RestOracle oracle;

    private Storm(Plan plan, Target target) {
        this.plan = plan;
        this.target = target;
        description = new Description(target.get("/q/openapi?format=json"));
        oracle = new RestOracle(
                ledger, new Judge(description.notificationProperties()), List.of(Target.CONFIDENTIAL, "PRIVATE KEY"));
    }

    /// Runs it whole.
    ///
    /// @param jar of the service
    /// @param home an empty folder
    /// @throws Finding for the first promise that was broken
    public static void run(Plan plan, Path jar, Path home) throws Exception {
        System.out.printf(
                "seed %d: %,d requests, %,d messages, %,d calls%n", plan.seed, plan.rest, plan.queue, plan.frames);
        try (FrameFuzz frames = new FrameFuzz(Files.createDirectories(home.resolve("client")), plan.seed)) {
            frames.run(0, plan.frames);
        }
        Map<String, String> environment = Map.of("QUARKUS_LOG_CATEGORY__IO_OPENCLAW_BRIDGE__LEVEL", "DEBUG");
        try (Target target = new Target(jar, home, environment, List.of("-Xmx512m"))) {
            new Storm(plan, target).run();
        }
    }

    /// The request of this number alone, printed with its answer.
    public static void again(long seed, int number, Path jar, Path home) throws Exception {
        try (Target target = new Target(jar, home, Map.of(), List.of("-Xmx512m"))) {
            Storm storm = new Storm(new Plan(seed, 1, 0, 0), target);
            storm.fuzz(storm.modelled(true), number, 1);
            System.out.println(storm.oracle.statuses());
        }
    }

    private void run() throws Exception {
        long begun = System.nanoTime();
        List<Operation> known = modelled(true);
        fuzz(known, 0, plan.rest);
        System.out.printf("requests took %d s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
        RestInputs bodies = new RestInputs(description, known, target.callback(), ledger::anyId);
        try (QueueFuzz queue = new QueueFuzz(target, new QueueInputs(bodies), ledger, plan.seed)) {
            queue.run(0, plan.queue);
            queue.awaitTaken(); // else what the bridge is about to store would be missed in the books
            queue.verify(closeTheBooks());
        }
        aCleanOneIsDelivered();
        List<Operation> others = modelled(false);
        if (!others.isEmpty()) {
            fuzz(others, plan.rest, plan.rest / 10);
        }
        everyOperationWasReached();
        nothingWasLogged();
    }

    private List<Operation> modelled(boolean yes) {
        return description.operations().stream()
                .filter(operation -> MODELLED.contains(operation.id()) == yes)
                .toList();
    }

    private void fuzz(List<Operation> operations, int from, int count) throws InterruptedException {
        RestInputs inputs = new RestInputs(description, operations, target.callback(), ledger::anyId);
        new RestFuzz(target.door(), inputs, oracle, plan.seed).run(from, count);
    }

    /// @return how many rows have each marker
    private Map<String, Integer> closeTheBooks() {
        Awaitility.await("an end of everything that is due")
                .atMost(CALM)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    JsonNode queue = target.get("/api/v1/status").path("queue");
                    return queue.path("sending").asInt() == 0
                            && queue.path("oldestDueAgeMs").asLong(0) == 0;
                });
        Map<String, Integer> markers = new HashMap<>();
        Map<String, Integer> states = new HashMap<>();
        Set<String> missing = new HashSet<>(ledger.all());
        String cursor = "";
        do {
            JsonNode page = target.get(PATH + "?include=message&limit=200" + cursor);
            for (JsonNode row : page.path("items")) {
                missing.remove(row.path("id").asText());
                states.merge(ended(row), 1, Integer::sum);
                String difference = ledger.difference(row);
                if (difference != null) {
                    throw new Finding("a row is not what was accepted, " + difference + ": " + row);
                }
                Matcher marker = Pool.MARKER.matcher(row.path("message").asText());
                if (marker.find()) {
                    markers.merge(marker.group(), 1, Integer::sum);
                }
            }
            cursor = page.hasNonNull("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        if (!missing.isEmpty()) {
            throw new Finding(missing.size() + " accepted notifications are not there, such as "
                    + missing.iterator().next());
        }
        System.out.printf("%,d notifications accepted over REST; rows %s%n", ledger.size(), states);
        return markers;
    }

    private static String ended(JsonNode row) {
        String status = row.path("status").asText();
        boolean later = row.hasNonNull("deliverAt")
                && Instant.parse(row.path("deliverAt").asText())
                        .isAfter(Instant.now().minusSeconds(1));
        switch (status) {
            case "delivered", "expired", "cancelled" -> {}
            case "dead", "unknown" -> {
                if (row.path("reason").asText().isBlank()) {
                    throw new Finding("ended without a reason: " + row);
                }
            }
            default -> {
                if (!later) {
                    throw new Finding("due, and without an end: " + row);
                }
            }
        }
        return status;
    }

    private void aCleanOneIsDelivered() {
        String body = "{\"sessionKey\":\"telegram:dm:77\",\"message\":\"after the storm\"}";
        String id = target.post(PATH, body).path("id").asText();
        Awaitility.await("a clean notification after the storm")
                .atMost(Duration.ofSeconds(20))
                .until(() -> target.get(PATH + "/" + id).path("status").asText().equals("delivered"));
        if (!target.post("/api/v1/sessions/telegram:dm:78/messages", "{\"message\":\"x\"}")
                .path("status")
                .asText()
                .equals("sent")) {
            throw new Finding("a clean message after the storm is not sent");
        }
    }

    private void everyOperationWasReached() {
        Set<String> missed = new TreeSet<>();
        for (Operation operation : description.operations()) {
            Map<Integer, Integer> answers = oracle.statuses().getOrDefault(operation.toString(), Map.of());
            if (answers.keySet().stream().noneMatch(status -> status < 300) && MODELLED.contains(operation.id())
                    || answers.values().stream().mapToInt(n -> n).sum() < 10) {
                missed.add(operation + " " + answers);
            }
        }
        oracle.statuses().forEach((operation, answers) -> System.out.println(operation + " " + answers));
        if (!missed.isEmpty() && plan.rest >= 1_000) {
            throw new Finding("operations of the description that the fuzz does not reach: " + missed);
        }
    }

    private void nothingWasLogged() {
        List<String> log = target.log();
        for (String line : log) {
            if (line.contains(Pool.SECRET) || line.contains(Target.CONFIDENTIAL)) {
                throw new Finding(
                        "a message or a secret stands in the log: " + line.replace(Target.CONFIDENTIAL, "***"));
            }
            if (line.contains(" ERROR ")) {
                throw new Finding("an error in the log: " + line);
            }
        }
        System.out.printf("%,d lines of log%n", log.size());
    }
}
