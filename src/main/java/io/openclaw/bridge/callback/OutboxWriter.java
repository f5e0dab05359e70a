package io.openclaw.bridge.callback;

import io.openclaw.bridge.notification.Delays;
import io.openclaw.bridge.notification.Outlet.Event;
import io.openclaw.bridge.notification.Outlet.Outbox;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Writes down what became of events: one write at a time, what comes in meanwhile goes together, what the store refuses
/// waits and is written later. Confined to the sender's thread.
final class OutboxWriter {
    private final Outbox outbox;
    private final Executor thread;
    private final Delays delays;
    private final Consumer<List<Event>> written;
    private final StoreTrouble trouble;
    private List<Event> done = new ArrayList<>();
    private List<Event> again = new ArrayList<>();
    private boolean busy;

    /// @param written hears what is on disk
    OutboxWriter(Outbox outbox, Executor thread, Delays delays, Consumer<List<Event>> written, StoreTrouble trouble) {
        this.outbox = outbox;
        this.thread = thread;
        this.delays = delays;
        this.written = written;
        this.trouble = trouble;
    }

    /// Told, or given up.
    void done(Event event) {
        done.add(event);
        flush();
    }

    /// To be tried again.
    void again(List<Event> events) {
        again.addAll(events);
        flush();
    }

    boolean isIdle() {
        return !busy && done.isEmpty() && again.isEmpty();
    }

    private void flush() {
        if (busy || (done.isEmpty() && again.isEmpty())) {
            return;
        }
        busy = true;
        List<Event> forget = done;
        List<Event> keep = again;
        done = new ArrayList<>();
        again = new ArrayList<>();
        Uni<Void> forgotten = forget.isEmpty() ? Uni.createFrom().voidItem() : outbox.done(forget);
        Uni<Void> all = keep.isEmpty() ? forgotten : forgotten.chain(() -> outbox.again(keep));
        all.subscribe()
                .with(
                        _ -> thread.execute(() -> succeeded(forget, keep)),
                        failure -> thread.execute(() -> failed(forget, keep, failure)));
    }

    private void succeeded(List<Event> forgotten, List<Event> kept) {
        busy = false;
        trouble.over();
        List<Event> all = new ArrayList<>(forgotten);
        all.addAll(kept);
        written.accept(all);
        flush();
    }

    /// Writing it twice is harmless.
    private void failed(List<Event> forget, List<Event> keep, Throwable failure) {
        forget.addAll(done);
        done = forget;
        keep.addAll(again);
        again = keep;
        delays.after(trouble.delay(failure), () -> {
            busy = false;
            flush();
        });
    }
}
