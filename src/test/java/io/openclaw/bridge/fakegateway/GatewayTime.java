package io.openclaw.bridge.fakegateway;

import io.vertx.core.Vertx;
import java.util.PriorityQueue;

/// The gateway's clock and timer. Gateway time may run faster than the wall clock, or stand still until a test moves it.
sealed interface GatewayTime {

    /// Gateway milliseconds since its time began.
    long now();

    /// Epoch milliseconds as they stand in `ts` fields. Never scaled: clients sign with their own clocks.
    long wall();

    /// How long a client has to wait, in its own milliseconds, for so many gateway milliseconds.
    long onClientsClock(long gatewayMillis);

    /// Whether time can pass without the network having had a chance to deliver anything.
    boolean jumps();

    /// Runs the task on the gateway's context after so many gateway milliseconds; the returned handle cancels it.
    Runnable after(long gatewayMillis, Runnable task);

    /// Gateway time is wall time multiplied by a factor.
    record Scaled(Vertx vertx, double factor, long bornNanos) implements GatewayTime {

        Scaled(Vertx vertx, double factor) {
            this(vertx, factor, System.nanoTime());
        }

        @Override
        public long now() {
            return (long) ((System.nanoTime() - bornNanos) / 1e6 * factor);
        }

        @Override
        public long wall() {
            return System.currentTimeMillis();
        }

        @Override
        public long onClientsClock(long gatewayMillis) {
            return Math.max(1, Math.round(gatewayMillis / factor));
        }

        @Override
        public boolean jumps() {
            return false;
        }

        @Override
        public Runnable after(long gatewayMillis, Runnable task) {
            long timer = vertx.setTimer(onClientsClock(gatewayMillis), id -> task.run());
            return () -> vertx.cancelTimer(timer);
        }
    }

    /// Gateway time moves only when told to.
    final class Manual implements GatewayTime {
        private final PriorityQueue<Due> queue = new PriorityQueue<>();
        private final long born = System.currentTimeMillis();
        private long now;
        private long order;

        @Override
        public long now() {
            return now;
        }

        @Override
        public long wall() {
            return born + now;
        }

        @Override
        public long onClientsClock(long gatewayMillis) {
            return gatewayMillis;
        }

        @Override
        public boolean jumps() {
            return true;
        }

        @Override
        public Runnable after(long gatewayMillis, Runnable task) {
            Due due = new Due(now + gatewayMillis, order++, task);
            queue.add(due);
            return () -> queue.remove(due);
        }

        /// Runs everything that falls due on the way, each at its own time.
        void advance(long millis) {
            long until = now + millis;
            for (Due due = queue.peek(); due != null && due.at <= until; due = queue.peek()) {
                queue.remove();
                now = due.at;
                due.task.run();
            }
            now = until;
        }

        private record Due(long at, long order, Runnable task) implements Comparable<Due> {
            @Override
            public int compareTo(Due other) {
                return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
            }
        }
    }
}
