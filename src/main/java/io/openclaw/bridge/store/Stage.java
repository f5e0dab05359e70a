package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.NotificationState;

/// The column `stage`: a state by number. The migrations and the literals in [Sql] know these numbers; they never
/// change.
enum Stage {
    SCHEDULED,
    QUEUED,
    SENDING,
    UNKNOWN,
    DELIVERED,
    DEAD,
    EXPIRED,
    CANCELLED;

    private static final Stage[] ALL = values();

    static Stage of(int code) {
        return ALL[code];
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
        return ordinal();
    }
}
