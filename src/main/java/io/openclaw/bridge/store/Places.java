package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.NotificationStore.Query;
import io.openclaw.bridge.store.Readers.Reading;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Where the moments of a [Query] lie in the order, so that lists walk only what was accepted about then: there is no
/// index by time, for every delivery would pay for it. Searched by halving, in some dozens of steps at most.
///
/// Only bounds, and wider than the moments: rows that are accepted at the same time do not take their places in the order
/// of their times, and clocks of several processes differ. Rows that were replayed have a later place than their time.
///
/// @param since nothing that was created since then has a lower place; null for no such moment
/// @param until nothing that was created before, and never replayed, has this place or a higher one; null for no such
///     moment
record Places(@Nullable Long since, @Nullable Long until) {
    /// How far the times of neighbours may be apart in the wrong direction, in microseconds.
    private static final long DISORDER = TimeUnit.MINUTES.toMicros(1);

    private static final String ENDS =
            "SELECT (SELECT min(seq) FROM notification), (SELECT max(seq) FROM notification)";

    /// The first row at a place or behind it that has its time's place.
    private static final String PROBE =
            "SELECT seq, created_at FROM notification WHERE seq >= ? AND key_generation = 1 ORDER BY seq LIMIT 1";

    static Places of(Query query, Reading reading) throws SQLException {
        return new Places(
                query.since() == null ? null : place(Micros.of(query.since()), DISORDER, reading),
                query.until() == null ? null : place(Micros.of(query.until()), -DISORDER, reading));
    }

    /// @param margin what counts as earlier must be so much earlier
    private static long place(long moment, long margin, Reading reading) throws SQLException {
        try (PreparedStatement ends = reading.prepare(ENDS);
                ResultSet row = ends.executeQuery()) {
            row.next();
            long low = row.getLong(1);
            long high = row.getLong(2) + 1;
            try (PreparedStatement probe = reading.prepare(PROBE)) {
                while (low < high) {
                    long middle = low + (high - low) / 2;
                    probe.setLong(1, middle);
                    try (ResultSet found = probe.executeQuery()) {
                        if (found.next() && found.getLong(2) + margin < moment) {
                            low = found.getLong(1) + 1;
                        } else {
                            high = middle;
                        }
                    }
                }
            }
            return low;
        }
    }
}
