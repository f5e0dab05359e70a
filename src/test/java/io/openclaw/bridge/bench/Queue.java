package io.openclaw.bridge.bench;

import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import io.openclaw.bridge.queue.BrokerProcess;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonSender;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// How fast what is published on the queue is in the store, against the HTTP door of the same process and against the same
/// broker without a store; then how long it takes from publishing to hearing of `delivered`, one at a time.
@SuppressWarnings("SystemOut")
final class Queue {
    private static final int LANES = 1_000;
    private static final long WARM_UP = Long.getLong("bench.warmUpMillis", 4_000);
    private static final long MEASURED = Long.getLong("bench.measuredMillis", 5_000);
    private static final int PAIRS = Integer.getInteger("bench.pairs", 5);
    private static final int IDLE_WARM_UP = 500;
    private static final int IDLE = 1_000;
    private static final String STORED = "openclaw_queue_messages_total";
    private static final String NOTIFICATIONS = "openclaw.notifications";

    private Queue() {}

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        Path jar = Path.of(args[0]);
        throughput(jar);
        idle(jar);
    }

    private static Map<String, String> queue(int port) {
        return Map.of("OPENCLAW_QUEUE", "embedded", "OPENCLAW_QUEUE_PORT", Integer.toString(port));
    }

    private static void throughput(Path jar) throws Exception {
        List<Long> rest = new ArrayList<>();
        List<Long> queue = new ArrayList<>();
        List<Long> bare = new ArrayList<>();
        int port = freePort();
        try (Service service = Service.start(jar, "ws://127.0.0.1:9", "none", Service.folder(), queue(port))) {
            for (int pair = 0; pair <= PAIRS; pair++) {
                long byRest = Figures.parse(service.load("/api/v1/notifications", 64, LANES, 0, WARM_UP, MEASURED, 202))
                        .perSecond();
                long byQueue = stored(service, port);
                awaitTaken(service);
                System.out.printf("  REST %,d/s, queue %,d/s%n", byRest, byQueue);
                if (pair > 0) { // the first warms up
                    rest.add(byRest);
                    queue.add(byQueue);
                }
            }
        }
        try (BrokerProcess broker = new BrokerProcess(Service.folder())) {
            long millis = broker.start();
            System.out.printf("  the broker alone started in %d ms%n", millis);
            for (int pair = 0; pair <= PAIRS; pair++) {
                long consumed = consumed(broker.port());
                System.out.printf("  broker without a store %,d/s%n", consumed);
                if (pair > 0) {
                    bare.add(consumed);
                }
            }
        }
        long byRest = median(rest);
        long byQueue = median(queue);
        long byBroker = median(bare);
        System.out.printf(
                "published and committed %,d/s; REST %,d/s, ratio %.2f (target 0.25); broker without a store %,d/s, ratio %.2f (target 0.50)%n",
                byQueue, byRest, (double) byQueue / byRest, byBroker, (double) byQueue / byBroker);
    }

    /// Stored in a second while a process publishes as fast as it may.
    private static long stored(Service service, int port) throws Exception {
        CompletableFuture<Void> load = load(port);
        TimeUnit.MILLISECONDS.sleep(WARM_UP);
        double before = service.metric(STORED);
        long begun = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(MEASURED);
        double count = service.metric(STORED) - before;
        long perSecond = Math.round(count / ((System.nanoTime() - begun) / 1e9));
        load.join();
        return perSecond;
    }

    private static CompletableFuture<Void> load(int port) {
        return CompletableFuture.runAsync(() -> {
            try {
                Processes.run(Processes.java(
                        QueueLoad.class,
                        Integer.toString(port),
                        NOTIFICATIONS,
                        Integer.toString(LANES),
                        Long.toString(WARM_UP),
                        Long.toString(MEASURED)));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /// What is in the broker would be in the way of the next run.
    private static void awaitTaken(Service service) throws Exception {
        double before = -1;
        double now = service.metric(STORED);
        while (now > before) {
            TimeUnit.MILLISECONDS.sleep(500);
            before = now;
            now = service.metric(STORED);
        }
    }

    private static long consumed(int port) throws Exception {
        LongAdder taken = new LongAdder();
        Vertx vertx = Vertx.vertx();
        try (AmqpPeer consumer = AmqpPeer.connect(vertx, port, () -> {})) {
            consumer.receiver(NOTIFICATIONS, "queue", (_, _) -> taken.increment(), () -> {});
            CompletableFuture<Void> load = load(port);
            TimeUnit.MILLISECONDS.sleep(WARM_UP);
            long before = taken.sum();
            long begun = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(MEASURED);
            long perSecond = Math.round((taken.sum() - before) / ((System.nanoTime() - begun) / 1e9));
            load.join();
            for (long last = -1; last < taken.sum(); TimeUnit.MILLISECONDS.sleep(500)) {
                last = taken.sum();
            }
            return perSecond;
        } finally {
            vertx.close();
        }
    }

    private static void idle(Path jar) throws Exception {
        int port = freePort();
        Vertx vertx = Vertx.vertx();
        try (Processes.Started gateway =
                        Processes.start(Processes.java(FakeGatewayMain.class, "--health", "brief"), Map.of(), "READY");
                Service service = Service.start(
                        jar,
                        "ws://127.0.0.1:" + gateway.line().replaceAll(".*READY port=(\\d+).*", "$1"),
                        "fake-token",
                        Service.folder(),
                        queue(port));
                AmqpPeer peer = AmqpPeer.connect(vertx, port, () -> {})) {
            service.awaitConnected();
            LinkedBlockingQueue<Long> heard = new LinkedBlockingQueue<>();
            CompletableFuture<ProtonSender> sender = new CompletableFuture<>();
            peer.receiver(
                    "openclaw.events",
                    "topic",
                    (_, _) -> heard.add(System.nanoTime()),
                    () -> peer.sender(NOTIFICATIONS, "queue", sender::complete));
            ProtonSender to = sender.get(10, TimeUnit.SECONDS);
            long[] latencies = new long[IDLE];
            for (int i = -IDLE_WARM_UP; i < IDLE; i++) {
                String key = "idle-" + i;
                long begun = System.nanoTime();
                peer.run(() -> to.send(
                        AmqpPeer.notification(key, "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"" + key + "\"}")));
                Long at = heard.poll(20, TimeUnit.SECONDS);
                if (at == null) {
                    throw new IOException("the end of " + key + " was not heard");
                }
                if (i >= 0) {
                    latencies[i] = at - begun;
                }
            }
            Figures figures = Figures.of(latencies, TimeUnit.SECONDS.toNanos(1));
            System.out.printf(
                    "idle, one at a time: published to the event of its delivery heard p50 %.2f ms, p99 %.2f ms (target 15 ms to delivered)%n",
                    figures.p50Micros() / 1e3, figures.p99Micros() / 1e3);
        } finally {
            vertx.close();
        }
    }

    private static long median(List<Long> runs) {
        return runs.stream().sorted().skip(runs.size() / 2).findFirst().orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
