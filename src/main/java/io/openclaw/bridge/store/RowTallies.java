package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.Tallies;
import io.openclaw.bridge.store.Readers.Reading;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts rows by walking them from the newest on, a stretch in each statement, through no more of the order than their
/// time allows ([Places]).
final class RowTallies implements Tallies {
    private static final int STRETCH = 10_000;
    private static final String SELECT =
            "SELECT seq, stage, created_at, session_key FROM notification WHERE gateway = ?"
                    + " AND created_at >= ? AND created_at < ? AND seq >= ? AND seq < ?%s ORDER BY seq DESC LIMIT "
                    + STRETCH;

    /// Behind the place of their time.
    private static final String REPLAYED = SELECT.formatted(" AND key_generation > 1");

    private static final String IN_ORDER = SELECT.formatted("");
    private static final Comparator<Group> ORDER = Comparator.comparing(
                    Group::at, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Group::status, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Group::channel, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final Readers readers;

    RowTallies(Readers readers) {
        this.readers = readers;
    }

    @Override
    public Uni<Tally> count(Span span, Set<By> by) {
        return readers.read(reading -> new Walk(reading, span, by).run());
    }

    private static final class Walk {
        private final Reading reading;
        private final Span span;
        private final Set<By> by;
        private final Map<Group, Long> counts = new HashMap<>();
        private int looked;
        private @Nullable Instant reached;

        Walk(Reading reading, Span span, Set<By> by) {
            this.reading = reading;
            this.span = span;
            this.by = by;
        }

        Tally run() throws SQLException {
            Places places = Places.of(
                    new NotificationStore.Query(null, null, null, null, span.since(), span.until(), null, 1), reading);
            long since = places.since() == null ? 0 : places.since();
            long until = places.until() == null ? Long.MAX_VALUE : places.until();
            boolean complete = stretch(REPLAYED, until, Long.MAX_VALUE) && stretch(IN_ORDER, since, until);
            List<Group> groups = counts.entrySet().stream()
                    .map(each -> new Group(
                            each.getKey().at(),
                            each.getKey().status(),
                            each.getKey().channel(),
                            each.getValue()))
                    .sorted(ORDER)
                    .toList();
            return new Tally(complete || reached == null ? span.since() : reached, complete, groups);
        }

        /// @return whether all of it was looked at
        private boolean stretch(String sql, long from, long before) throws SQLException {
            long end = before;
            try (PreparedStatement statement = reading.prepare(sql)) {
                while (looked < MOST_ROWS) {
                    new Parameters(statement, reading.dialect())
                            .text(span.gateway())
                            .moment(span.since())
                            .moment(span.until())
                            .number(from)
                            .number(end);
                    int found = 0;
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            found++;
                            end = rows.getLong(1);
                            add(Stage.of(rows.getInt(2)), Micros.instant(rows.getLong(3)), rows.getString(4));
                        }
                    }
                    looked += found;
                    if (found < STRETCH) {
                        return true;
                    }
                }
            }
            return false;
        }

        private void add(Stage stage, Instant created, String sessionKey) {
            reached = created;
            counts.merge(
                    new Group(
                            at(created),
                            by.contains(By.STATUS) ? stage.word() : null,
                            by.contains(By.CHANNEL) ? Hold.channelOf(sessionKey) : null,
                            0),
                    1L,
                    Long::sum);
        }

        private @Nullable Instant at(Instant created) {
            Duration unit = by.contains(By.HOUR)
                    ? Duration.ofHours(1)
                    : by.contains(By.DAY) ? Duration.ofDays(1) : Duration.ZERO;
            return unit.isZero()
                    ? null
                    : Instant.ofEpochSecond(
                            Math.floorDiv(created.getEpochSecond(), unit.toSeconds()) * unit.toSeconds());
        }
    }
}
