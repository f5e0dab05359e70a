package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.bench.AmqpPeer;
import io.openclaw.bridge.fuzz.QueueInputs.Input;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.message.Message;
import org.awaitility.Awaitility;

/// Publishes to the embedded broker. What the broker accepted must be stored or lie among the dead letters, as the HTTP
/// door's dry run judges the same body; and nothing may be left in the queue.
final class QueueFuzz implements AutoCloseable {
    private static final String QUEUE = "openclaw.notifications";
    private static final int BATCH = 250;

    /// At once, for messages that may each end theirs.
    private static final int CONNECTIONS = 16;

    /// Of its inputs' numbers, so that no marker is a request's too.
    private static final long OWN = 1L << 40;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofMillis(500);

    private final Target target;
    private final QueueInputs inputs;
    private final Ledger ledger;
    private final long seed;
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Integer> dead = new ConcurrentHashMap<>();
    private final AtomicInteger deadLetters = new AtomicInteger();
    private final Set<String> mustBeStored = new HashSet<>();
    private final Set<String> mustBeDead = new HashSet<>();
    private final Map<String, String> judged = new HashMap<>();
    private final List<String> leaks = new ArrayList<>();
    private int accepted;

    QueueFuzz(Target target, QueueInputs inputs, Ledger ledger, long seed) throws Exception {
        this.target = target;
        this.inputs = inputs;
        this.ledger = ledger;
        this.seed = seed;
        AmqpPeer.connect(vertx, target.queue(), () -> {})
                .receiver(QUEUE + ".dlq", "queue", (_, message) -> buried(message), () -> {});
    }

    private void buried(Message message) {
        deadLetters.incrementAndGet();
        // One of the places where the marker stands may be cut short, so all count.
        Matcher marker = Pool.MARKER.matcher(String.valueOf(message.getBody()));
        while (marker.find()) {
            dead.merge(marker.group(), 1, Integer::sum);
        }
        Map<String, Object> properties = message.getApplicationProperties() == null
                ? Map.of()
                : message.getApplicationProperties().getValue();
        String detail = String.valueOf(properties.get("problemDetail"));
        if (detail.contains("the bridge's log says why")) {
            leaks.add("a message that a fault of ours cannot read: " + message.getBody());
        }
        if (detail.contains(Pool.SECRET)
                && !detail.contains("is not a property")
                && !detail.contains("stands there twice")) {
            leaks.add("words of a message stand in a dead letter's reason: " + detail);
        }
    }

    void run(int from, int count) throws Exception {
        List<Input> whole = new ArrayList<>();
        List<Input> broken = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            Input input = inputs.make(Dice.mix(seed, OWN + i));
            (input.broken() ? broken : whole).add(input);
            if (input.broken()) {
                ledger.mangled();
            } else {
                expect(input);
            }
        }
        for (int i = 0; i < whole.size(); i += BATCH) {
            List<Input> batch = whole.subList(i, Math.min(whole.size(), i + BATCH));
            if (!publish(batch)) {
                throw new Finding("the broker gave up a connection over well-formed messages; inputs " + from + "…"
                        + (from + count) + " of seed " + seed);
            }
        }
        List<Callable<Boolean>> alone = broken.stream()
                .<Callable<Boolean>>map(input -> () -> publish(List.of(input)))
                .toList();
        try (ExecutorService together = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (Future<Boolean> published : together.invokeAll(alone)) {
                published.get(); // it may cost its connection, and nothing else
            }
        }
    }

    private void expect(Input input) {
        JsonNode sent = Judge.json(input.body());
        ledger.possible(sent);
        String text = new String(input.body(), StandardCharsets.UTF_8);
        if (!input.plain()
                || text.contains("idempotencyKey")
                || text.contains("expiresAt")
                || (sent != null && !sent.path("message").asText().contains(input.marker()))
                || !text.contains(input.marker())) {
            return;
        }
        judged.put(
                input.marker(),
                text + " as " + input.message().getBody().getClass().getSimpleName());
        int status = target.answer("POST", "/api/v1/notifications?dryRun=true", input.body())
                .statusCode();
        (status == 200 ? mustBeStored : mustBeDead).add(input.marker());
    }

    /// @return whether all were answered over one connection
    private boolean publish(List<Input> batch) throws Exception {
        CountDownLatch answered = new CountDownLatch(batch.size());
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger yes = new AtomicInteger();
        try (AmqpPeer peer = AmqpPeer.connect(vertx, target.queue(), over::countDown)) {
            peer.sender(QUEUE, "queue", sender -> {
                sender.closeHandler(_ -> over.countDown()).detachHandler(_ -> over.countDown());
                send(sender, batch, answered, yes, over);
            });
            boolean broken = batch.getFirst().broken(); // then the broker may well fall silent
            long end = System.nanoTime() + (broken ? SILENCE : PATIENCE).toNanos();
            while (!answered.await(20, TimeUnit.MILLISECONDS) && over.getCount() > 0) {
                if (System.nanoTime() > end && broken) {
                    return false;
                }
                if (System.nanoTime() > end) {
                    throw new Finding("the broker did not answer " + answered.getCount() + " of " + batch.size()
                            + " messages within " + PATIENCE + ", seed " + seed);
                }
            }
        }
        if (!batch.getFirst().broken()) {
            accepted += yes.get();
        }
        return answered.getCount() == 0;
    }

    private static void send(
            ProtonSender sender, List<Input> batch, CountDownLatch answered, AtomicInteger yes, CountDownLatch over) {
        for (Input input : batch) {
            try {
                sender.send(input.message(), delivery -> {
                    if (delivery.getRemoteState() instanceof Accepted) {
                        yes.incrementAndGet();
                    }
                    answered.countDown();
                });
            } catch (RuntimeException e) {
                over.countDown(); // the client itself cannot
                return;
            }
        }
    }

    /// After the storm.
    ///
    /// @param stored how many rows had each marker
    void verify(Map<String, Integer> stored) throws Exception {
        nothingIsLeft();
        if (!leaks.isEmpty()) {
            throw new Finding(leaks.getFirst());
        }
        for (String marker : mustBeStored) {
            if (stored.getOrDefault(marker, 0) != 1) {
                throw new Finding("stored " + stored.getOrDefault(marker, 0) + " times, and "
                        + dead.getOrDefault(marker, 0) + " times among the dead letters, though the dry run took it: "
                        + marker + " of seed " + seed + ": " + judged.get(marker));
            }
        }
        for (String marker : mustBeDead) {
            if (stored.containsKey(marker) || !dead.containsKey(marker)) {
                throw new Finding("stored, or not among the dead letters, though the dry run refused it: " + marker
                        + " " + judged.get(marker) + " of seed " + seed);
            }
        }
        System.out.printf(
                "queue: %,d accepted by the broker, %,d dead letters, %,d of each judged by the dry run%n",
                accepted, deadLetters.get(), mustBeStored.size() + mustBeDead.size());
    }

    /// Until the bridge has settled everything that it received, and nothing more comes.
    void awaitTaken() {
        Awaitility.await("the queue").atMost(PATIENCE).until(() -> {
            double unsettled = target.metric("openclaw_queue_received_total")
                    - target.metric("openclaw_queue_released_total")
                    - target.metric("openclaw_queue_messages_total");
            int before = deadLetters.get();
            TimeUnit.MILLISECONDS.sleep(300);
            return unsettled == 0 && before == deadLetters.get();
        });
    }

    /// What no consumer of the bridge takes would come to another one.
    private void nothingIsLeft() throws Exception {
        AtomicInteger left = new AtomicInteger();
        CountDownLatch open = new CountDownLatch(1);
        try (AmqpPeer peer = AmqpPeer.connect(vertx, target.queue(), () -> {})) {
            peer.receiver(QUEUE, "queue", (_, _) -> left.incrementAndGet(), open::countDown);
            if (!open.await(10, TimeUnit.SECONDS)) {
                throw new Finding("the broker opens no link after the storm");
            }
            TimeUnit.SECONDS.sleep(1);
        }
        if (left.get() > 0) {
            throw new Finding(left + " messages were left in the queue, and nobody would ever have heard of them");
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}
