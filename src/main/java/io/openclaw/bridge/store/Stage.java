package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.NotificationState.Word;
import java.util.List;

/// The column `stage`: a state by number. The migrations and the literals in [Sql] know these numbers; they never
/// change.
enum Stage {
    SCHEDULED(0),
    QUEUED(1),
    SENDING(2),
    UNKNOWN(3),
    DELIVERED(4),
    DEAD(5),
    EXPIRED(6),
    CANCELLED(7);

    private static final List<Stage> ALL = List.of(values());

    private final int code;

    Stage(int code) {
        this.code = code;
    }

    static Stage of(int code) {
        return ALL.get(code);
    }

    static Stage of(NotificationState state) {
        return switch (state) {
            case NotificationState.Scheduled _ -> SCHEDULED;
            case NotificationState.Queued _ -> QUEUED;
            case NotificationState.Sending _ -> SENDING;
            case NotificationState.Unknown _ -> UNKNOWN;
            case NotificationState.Delivered _ -> DELIVERED;
            case NotificationState.Dead _ -> DEAD;
            case NotificationState.Expired _ -> EXPIRED;
            case NotificationState.Cancelled _ -> CANCELLED;
        };
    }

    int code() {
        return code;
    }

    /// On the wire.
    Word word() {
        return this == SCHEDULED ? Word.QUEUED : Word.valueOf(name());
    }
}
