package io.openclaw.bridge.campaign;

import io.openclaw.bridge.bench.AmqpPeer;
import io.openclaw.bridge.campaign.Callers.Accepted;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonSender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A service team on the queue: publishes one notification after the other over all lanes, and after a crash publishes again,
/// under the same keys and in the same order, what the broker had not acknowledged.
final class Publisher implements AutoCloseable {
    private static final int UNDER_WAY = 500;
    private static final long BACK_OFF_MILLIS = 100;

    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final int lanes;
    private final int firstLane;
    private final List<Accepted> acknowledged = new ArrayList<>();
    private final AtomicInteger acknowledgedCount = new AtomicInteger();
    private int repeated;

    Publisher(int port, int lanes) {
        this(port, lanes, 0);
    }

    /// @param firstLane number of the first of its lanes
    Publisher(int port, int lanes, int firstLane) {
        this.port = port;
        this.lanes = lanes;
        this.firstLane = firstLane;
    }

    /// Publishes these, however often the broker dies meanwhile, and returns when all are acknowledged.
    void publish(int from, int to) throws InterruptedException {
        int next = from;
        while (next < to) {
            Stretch stretch = new Stretch(next, to);
            try (AmqpPeer peer = AmqpPeer.connect(vertx, port, stretch::end)) {
                peer.sender("openclaw.notifications", "queue", stretch::begin);
                next = stretch.await();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                TimeUnit.MILLISECONDS.sleep(BACK_OFF_MILLIS); // it starts
            }
            repeated += stretch.unanswered();
        }
    }

    /// What the broker acknowledged so far. Only between two calls of [#publish].
    List<Accepted> acknowledged() {
        return acknowledged;
    }

    int count() {
        return acknowledgedCount.get();
    }

    int repeated() {
        return repeated;
    }

    @Override
    public void close() {
        vertx.close();
    }

    /// From one connection to its end. Its state is guarded by itself.
    private final class Stretch {
        private final int to;
        private final Deque<Integer> underWay = new ArrayDeque<>();
        private int next;
        private int first;
        private boolean ended;

        Stretch(int from, int to) {
            this.next = from;
            this.first = from;
            this.to = to;
        }

        synchronized void begin(ProtonSender sender) {
            sender.sendQueueDrainHandler(_ -> pump(sender));
            pump(sender);
        }

        private synchronized void pump(ProtonSender sender) {
            while (!ended && next < to && underWay.size() < UNDER_WAY && !sender.sendQueueFull()) {
                int number = next++;
                underWay.add(number);
                sender.send(message(number), delivery -> answered(sender, number));
            }
        }

        private synchronized void answered(ProtonSender sender, int number) {
            if (ended) {
                return;
            }
            if (!underWay.remove().equals(number)) {
                throw new IllegalStateException("acknowledged out of order");
            }
            acknowledged.add(new Accepted("", lane(number), number / lanes));
            acknowledgedCount.incrementAndGet();
            first = number + 1;
            if (first == to) {
                end();
            }
            pump(sender);
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }

        /// @return the first that is not acknowledged
        synchronized int await() throws InterruptedException {
            while (!ended) {
                wait();
            }
            return first;
        }

        synchronized int unanswered() {
            return underWay.size();
        }
    }

    private int lane(int number) {
        return firstLane + number % lanes;
    }

    private org.apache.qpid.proton.message.Message message(int number) {
        int lane = lane(number);
        return AmqpPeer.notification(
                "q-" + number,
                "{\"sessionKey\":\"telegram:dm:%d\",\"message\":\"%s\"}"
                        .formatted(100_000 + lane, Callers.text(lane, number / lanes)));
    }
}
