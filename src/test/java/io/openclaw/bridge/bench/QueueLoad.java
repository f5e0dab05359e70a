package io.openclaw.bridge.bench;

import io.vertx.core.Vertx;
import io.vertx.proton.ProtonSender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.proton.amqp.messaging.Accepted;

/// A publisher in a process of its own: durable notifications, as many under way as the broker gives credit for, at most 1,000.
/// Arguments: port, address, lanes, warm-up ms, measured ms. Prints one line of JSON: `perSecond`, acknowledged by the broker.
@SuppressWarnings("SystemOut")
final class QueueLoad {
    private static final int UNDER_WAY = 1_000;

    private final ProtonSender sender;
    private final int lanes;
    private final String run = Long.toString(System.nanoTime(), 36);
    private long sent;
    private int underWay;
    // Written on the event loop only.
    private volatile long acknowledged;
    private volatile boolean running = true;

    private QueueLoad(ProtonSender sender, int lanes) {
        this.sender = sender;
        this.lanes = lanes;
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<QueueLoad> begun = new CompletableFuture<>();
        try (AmqpPeer peer = AmqpPeer.connect(vertx, Integer.parseInt(args[0]), () -> {})) {
            peer.sender(args[1], "queue", sender -> {
                QueueLoad load = new QueueLoad(sender, Integer.parseInt(args[2]));
                begun.complete(load);
                sender.sendQueueDrainHandler(_ -> load.pump());
                load.pump();
            });
            QueueLoad load = begun.get(10, TimeUnit.SECONDS);
            TimeUnit.MILLISECONDS.sleep(Long.parseLong(args[3]));
            long before = load.acknowledged;
            long start = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(Long.parseLong(args[4]));
            double seconds = (System.nanoTime() - start) / 1e9;
            long count = load.acknowledged - before;
            load.running = false;
            System.out.printf("{\"perSecond\":%d}%n", Math.round(count / seconds));
        }
        vertx.close();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the event loop alone writes it
    private void pump() {
        while (running && underWay < UNDER_WAY && !sender.sendQueueFull()) {
            long number = sent++;
            underWay++;
            sender.send(
                    AmqpPeer.notification(run + "-" + number, """
                            {"sessionKey":"telegram:dm:%d","message":"Deploy %d of the billing service to production has finished after 4 minutes","metadata":{"notificationType":"deploy_finished","issueNumber":%d}}""".formatted(100_000 + number % lanes, number, number)),
                    delivery -> {
                        underWay--;
                        if (delivery.getRemoteState() instanceof Accepted) {
                            acknowledged = acknowledged + 1;
                        }
                        pump();
                    });
        }
    }
}
