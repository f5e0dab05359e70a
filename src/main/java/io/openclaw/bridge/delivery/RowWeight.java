package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Notification;
import java.util.Map;

/// About how many bytes a row takes in memory.
final class RowWeight {
    /// The objects that every row is made of.
    private static final int ROW = 600;

    private static final int VALUE = 48;
    private static final int ATTEMPT = 250;

    private RowWeight() {}

    static long of(Notification row) {
        return ROW
                + 2L * row.content().message().length()
                + (long) ATTEMPT * row.attempts().size()
                + of(row.content().metadata());
    }

    private static long of(Object value) {
        return switch (value) {
            case String text -> VALUE + 2L * text.length();
            case Map<?, ?> map -> {
                long sum = VALUE;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    sum += VALUE + of(entry.getKey()) + (entry.getValue() == null ? 0 : of(entry.getValue()));
                }
                yield sum;
            }
            case Iterable<?> list -> {
                long sum = VALUE;
                for (Object element : list) {
                    sum += element == null ? 0 : of(element);
                }
                yield sum;
            }
            default -> VALUE;
        };
    }
}
