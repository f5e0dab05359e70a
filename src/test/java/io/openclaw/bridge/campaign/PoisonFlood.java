package io.openclaw.bridge.campaign;

import io.openclaw.bridge.bench.AmqpPeer;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonSender;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Messages that are no notifications between good ones: every good one is delivered, every other is among the dead
/// letters with its reason, and the memory does not grow.
@SuppressWarnings("SystemOut")
final class PoisonFlood {
    private static final int ROUNDS = 5;
    private static final int POISON = 10_000 / ROUNDS;
    private static final String DEAD_LETTERS = "openclaw.notifications.dlq";
    private static final List<String> POISONS = List.of(
            "not JSON",
            "{\"sessionKey\":\"telegram:dm:1\"}",
            "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"x\",\"priority\":9}",
            "[]",
            "{\"sessionKey\":\"nowhere\",\"message\":\"x\"}");

    private final Site site;
    private final int port;
    private final Map<String, AtomicInteger> reasons = new ConcurrentHashMap<>();

    private PoisonFlood(Path jar, Path home) throws IOException {
        port = freePort();
        site = new Site(
                new Site.Layout(
                        1,
                        false,
                        1,
                        0,
                        Map.of("OPENCLAW_QUEUE", "embedded", "OPENCLAW_QUEUE_PORT", Integer.toString(port))),
                jar,
                home);
    }

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        PoisonFlood flood = new PoisonFlood(Path.of(args[0]), Files.createTempDirectory("poison-flood"));
        boolean good;
        try (Site closing = flood.site) {
            closing.start();
            good = flood.run();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run() throws Exception {
        Vertx vertx = Vertx.vertx();
        List<Long> heaps = new ArrayList<>();
        try (AmqpPeer peer = AmqpPeer.connect(vertx, port, () -> {})) {
            peer.receiver(
                    DEAD_LETTERS,
                    "queue",
                    (_, message) -> reasons.computeIfAbsent(
                                    String.valueOf(message.getApplicationProperties()
                                            .getValue()
                                            .get("problemDetail")),
                                    _ -> new AtomicInteger())
                            .incrementAndGet(),
                    () -> {});
            for (int round = 1; round <= ROUNDS; round++) {
                publish(peer, round);
                await(POISON * round);
                heaps.add(heapAfterGc());
            }
            System.out.printf(
                    "%,d good delivered, %,d dead letters, heap after GC by round in KiB %s%n%s%n",
                    site.posted().size(), dead(), heaps, reasons);
            return dead() == ROUNDS * POISON
                    && site.posted().size() == ROUNDS * POISON
                    && heaps.getLast() < heaps.get(1) * 1.15;
        } finally {
            vertx.close();
        }
    }

    private int dead() {
        return reasons.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private static void publish(AmqpPeer peer, int round) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(2 * POISON);
        peer.sender("openclaw.notifications", "queue", sender -> {
            for (int i = 0; i < POISON; i++) {
                String key = round + "-" + i;
                send(sender, answered, "p" + key, POISONS.get(i % POISONS.size()));
                send(
                        sender,
                        answered,
                        "g" + key,
                        "{\"sessionKey\":\"telegram:dm:" + i % 100 + "\",\"message\":\"good " + key + "\"}");
            }
        });
        if (!answered.await(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException(answered.getCount() + " messages were not accepted");
        }
    }

    private static void send(ProtonSender sender, CountDownLatch answered, String key, String body) {
        sender.send(AmqpPeer.notification(key, body), _ -> answered.countDown());
    }

    private void await(int each) throws IOException, InterruptedException {
        for (int i = 0; i < 1_200 && (dead() < each || site.posted().size() < each); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private long heapAfterGc() throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(site.replicas.getFirst().pid()),
                        "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return Math.round(site.heap(0) / 1024);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
