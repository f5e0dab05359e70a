package io.openclaw.bridge.mock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The one lock of a mock's state, and the rule that callers hear of a change only when it is released.
final class Stage {
    private final MockTime time;
    private final Object lock = new Object();
    private final List<Runnable> afterwards = new ArrayList<>();

    Stage(MockTime time) {
        this.time = time;
    }

    /// Changes the state, then tells whoever waits, then lets handlers run (in virtual time).
    void act(Runnable change) {
        List<Runnable> told;
        synchronized (lock) {
            change.run();
            told = List.copyOf(afterwards);
            afterwards.clear();
        }
        told.forEach(Runnable::run);
        time.settle();
    }

    <T> T read(Supplier<T> state) {
        synchronized (lock) {
            return state.get();
        }
    }

    /// To be called inside [#act(Runnable)]: runs once the lock is released.
    void afterwards(Runnable tell) {
        afterwards.add(tell);
    }

    /// To be called inside [#act(Runnable)]: changes the state after that time, or at once for none.
    void after(Duration delay, Runnable change) {
        if (delay.isZero()) {
            change.run();
        } else {
            time.after(delay, () -> act(change));
        }
    }

    Instant now() {
        return time.instant();
    }
}
