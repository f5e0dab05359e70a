package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.Outlet;

/// Wants to tell of every row that came to an end or was parked. Registered with the store only where there is a queue, so
/// that nothing is written for nobody. Hands the store's word on to the [EventPublisher].
public final class QueueOutlet implements Outlet {
    /// Of the outlet, in the store.
    public static final String NAME = "queue";

    private volatile Runnable publisher = () -> {};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean wants(Notification row) {
        return row.state().isTerminal() || row.state() instanceof NotificationState.Unknown;
    }

    @Override
    public void committed() {
        publisher.run();
    }

    /// @param wakes must not block
    void onCommitted(Runnable wakes) {
        publisher = wakes;
    }
}
