package io.openclaw.bridge.event;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.Subscription;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Hands the bridge's status to listeners: in order; a slow listener may miss statuses in between,
/// never the latest.
///
/// Safe from any thread; [#publish(BridgeStatus)] never blocks and never runs a listener.
public final class StatusHub {
    /// Room for the story of one reconnect; what is older is of no use to anybody.
    private static final int CAPACITY = 16;

    private final Fanout<BridgeStatus> fanout;

    /// @param executor runs listeners, see [EventHub]
    public StatusHub(Executor executor) {
        fanout = new Fanout<>(executor, CAPACITY, (_, _) -> null, _ -> "status changes");
    }

    /// Hears every change from now on; the status of now is not repeated.
    public Subscription subscribe(Consumer<BridgeStatus> listener) {
        return fanout.subscribe(_ -> true, listener);
    }

    /// Hands the status on.
    public void publish(BridgeStatus status) {
        fanout.publish(status);
    }
}
