package io.openclaw.bridge.production;

import io.openclaw.bridge.Outcome;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// At most so many agent runs at once. A run frees its place in the window when it is accepted, so the
/// window does not bound them.
final class RunLimit {
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();

    RunLimit(int most) {
        this.most = most;
    }

    int underWay() {
        return underWay.get();
    }

    /// Holds a place until the run ends, fails or is cancelled; [Outcome.Busy] where there is none.
    Uni<Outcome> hold(Supplier<Uni<Outcome>> run) {
        return Uni.createFrom().deferred(() -> {
            if (underWay.getAndUpdate(n -> n < most ? n + 1 : n) >= most) {
                return Uni.createFrom()
                        .item(new Outcome.Busy(Duration.ofSeconds(1), most + " agent runs are under way already"));
            }
            // Who cancels a chain cancels what has ended in it, too: its place must not be given back
            // twice.
            AtomicBoolean held = new AtomicBoolean(true);
            // Deferred again, so that what the run throws gives its place back too.
            return Uni.createFrom().deferred(run::get).onTermination().invoke(() -> {
                if (held.getAndSet(false)) {
                    underWay.decrementAndGet();
                }
            });
        });
    }
}
