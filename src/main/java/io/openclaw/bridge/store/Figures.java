package io.openclaw.bridge.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// What the store counts; [StoreMetrics] publishes it.
final class Figures {
    final LongAdder commits = new LongAdder();
    final LongAdder written = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder refusedRows = new LongAdder();
    final LongAdder pruned = new LongAdder();
    final LongAdder commitNanos = new LongAdder();

    /// Milliseconds in transactions so far.
    double commitMillis() {
        return commitNanos.sum() / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
