package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.Wakeups;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Everybody who hears of commits, and of what other processes have written. One that fails does not keep the others from
/// hearing.
final class Listeners implements Wakeups, Neighbours.Hearer {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    private final List<Wakeups> all = new CopyOnWriteArrayList<>();

    private final List<Runnable> ofKeys = new CopyOnWriteArrayList<>();
    private final Runnable outlets;

    /// @param outlets there may be something to tell
    Listeners(Runnable outlets) {
        this.outlets = outlets;
    }

    void add(Wakeups listener) {
        all.add(listener);
    }

    void onKeys(Runnable listener) {
        ofKeys.add(listener);
    }

    @Override
    public void rows(@Nullable Set<String> lanes) {
        elsewhere(lanes);
        outlets.run();
    }

    @Override
    public void keys() {
        ofKeys.forEach(Runnable::run);
    }

    @Override
    public void committed(List<Notification> rows) {
        each(listener -> listener.committed(rows));
    }

    @Override
    public void elsewhere(@Nullable Set<String> lanes) {
        each(listener -> listener.elsewhere(lanes));
    }

    private void each(Consumer<Wakeups> call) {
        for (Wakeups listener : all) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a listener of the store failed", e);
            }
        }
    }
}
