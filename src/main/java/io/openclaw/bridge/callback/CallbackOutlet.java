package io.openclaw.bridge.callback;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.Outlet;

/// Wants to tell of every row with a `callbackUrl` that came to an end or was parked, also while callbacks are off: what was
/// promised is kept until they are on again. Hands the store's word on to the [CallbackSender] once that has started.
public final class CallbackOutlet implements Outlet {
    /// Of the outlet, in the store.
    public static final String NAME = "callback";

    private volatile Runnable sender = () -> {};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean wants(Notification row) {
        return row.content().callbackUrl() != null
                && (row.state().isTerminal() || row.state() instanceof NotificationState.Unknown);
    }

    @Override
    public void committed() {
        sender.run();
    }

    /// @param wakes must not block
    void onCommitted(Runnable wakes) {
        sender = wakes;
    }
}
