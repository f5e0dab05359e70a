package io.openclaw.bridge.notification.admin;

import io.openclaw.bridge.notification.NotificationState.Word;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How many notifications there are, by what they have in common. Reads rows, the newest first, and no more than
/// [#MOST_ROWS] of them. Failures are [io.openclaw.bridge.notification.StoreException]s.
public interface Tallies {
    /// Rows that one count looks at, so that it costs a second or two and not more, whatever the table holds.
    int MOST_ROWS = 500_000;

    Uni<Tally> count(Span span, Set<By> by);

    /// Rows of a gateway that were accepted from `since` on and before `until`.
    record Span(String gateway, Instant since, Instant until) {}

    /// What rows are told apart by; hours and days are of UTC.
    enum By {
        HOUR,
        DAY,
        STATUS,
        CHANNEL
    }

    /// @param countedSince everything accepted from then on was counted: the span's own beginning, or later where there
    ///     was too much
    /// @param groups by time, then status, then channel
    record Tally(Instant countedSince, boolean complete, List<Group> groups) {}

    /// @param at when the hour or day began; null where not told apart, as the others
    record Group(
            @Nullable Instant at,
            @Nullable Word status,
            @Nullable String channel,
            long count) {}
}
