package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.admin.LaneReads;
import io.openclaw.bridge.store.Readers.Reading;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds the lanes that wait by walking what is not delivered in its order, or by what [LaneFronts] knows of them.
final class LaneLoads implements LaneReads {
    /// Rows of each stage that [#oldest] looks at.
    private static final int LOOK = 20_000;

    private static final Set<Integer> ALL =
            IntStream.range(0, Backlog.SHARDS).boxed().collect(Collectors.toSet());

    private final Readers readers;
    private final LaneFronts fronts;

    LaneLoads(Readers readers, LaneFronts fronts) {
        this.readers = readers;
        this.fronts = fronts;
    }

    @Override
    public Uni<List<LaneLoad>> oldest(String gateway, int limit) {
        return readers.read(reading -> {
            Map<Long, String> waiting = new TreeMap<>(walk(reading, gateway, Stage.QUEUED, limit));
            waiting.putAll(walk(reading, gateway, Stage.SENDING, limit));
            Map<String, Long> lanes = new LinkedHashMap<>();
            waiting.forEach((seq, lane) -> lanes.putIfAbsent(lane, seq));
            walk(reading, gateway, Stage.SCHEDULED, limit).forEach((seq, lane) -> lanes.putIfAbsent(lane, seq));
            List<LaneLoad> loads = new ArrayList<>();
            for (Map.Entry<String, Long> lane : lanes.entrySet()) {
                if (loads.size() < limit) {
                    load(reading, gateway, lane.getKey(), lane.getValue()).ifPresent(loads::add);
                }
            }
            return loads;
        });
    }

    @Override
    public Uni<List<LaneLoad>> deepest(String gateway, int limit) {
        return readers.read(reading -> {
            List<LaneLoad> loads = new ArrayList<>();
            for (String lane : fronts.deepest(reading, gateway, limit)) {
                load(reading, gateway, lane, null).ifPresent(loads::add);
            }
            return loads;
        });
    }

    @Override
    public Uni<List<LaneLoad>> after(String gateway, @Nullable String lane, int limit) {
        return readers.read(reading -> {
            List<LaneLoad> loads = new ArrayList<>();
            for (List<Notification> front : fronts.lanes(reading, gateway, ALL, lane, limit, 1)) {
                loads.add(queued(reading, gateway, front.getFirst()));
            }
            return loads;
        });
    }

    @Override
    public Uni<Optional<LaneLoad>> find(String gateway, String lane) {
        return readers.read(reading -> {
            Optional<LaneLoad> queued = load(reading, gateway, lane, null);
            for (Stage stage : List.of(Stage.SENDING, Stage.SCHEDULED)) {
                if (queued.isEmpty()) {
                    String sql = Sql.SELECT + " WHERE stage = " + stage.code()
                            + " AND stage <> 4 AND gateway = ? AND lane = ? ORDER BY seq LIMIT 1";
                    queued =
                            row(reading, sql, to -> to.text(gateway).text(lane)).map(LaneLoads::alone);
                }
            }
            return queued;
        });
    }

    /// The first rows of a stage, one for each lane.
    private static Map<Long, String> walk(Reading reading, String gateway, Stage stage, int limit) throws SQLException {
        Map<String, Long> found = new LinkedHashMap<>();
        String sql = "SELECT seq, lane FROM notification WHERE stage = " + stage.code()
                + " AND stage <> 4 AND gateway = ? ORDER BY seq LIMIT " + LOOK;
        try (PreparedStatement statement = reading.prepare(sql)) {
            new Parameters(statement, reading.dialect()).text(gateway);
            try (ResultSet rows = statement.executeQuery()) {
                while (found.size() < limit && rows.next()) {
                    found.putIfAbsent(rows.getString(2), rows.getLong(1));
                }
            }
        }
        Map<Long, String> bySeq = new TreeMap<>();
        found.forEach((lane, seq) -> bySeq.put(seq, lane));
        return bySeq;
    }

    /// @param seq of a row that stands for the lane if none is queued
    private Optional<LaneLoad> load(Reading reading, String gateway, String lane, @Nullable Long seq)
            throws SQLException {
        List<Notification> front = fronts.lane(reading, gateway, lane, 1);
        if (!front.isEmpty()) {
            return Optional.of(queued(reading, gateway, front.getFirst()));
        }
        if (seq == null) {
            return Optional.empty();
        }
        return row(reading, Sql.SELECT + " WHERE seq = ?", to -> to.number(seq))
                .filter(row -> !row.state().isTerminal())
                .map(LaneLoads::alone);
    }

    private LaneLoad queued(Reading reading, String gateway, Notification front) throws SQLException {
        Instant oldest = fronts.oldest(reading, gateway, front.lane());
        return new LaneLoad(
                front.lane(),
                fronts.depth(reading, gateway, front.lane()),
                front,
                oldest == null ? front.createdAt() : oldest);
    }

    private static LaneLoad alone(Notification row) {
        return new LaneLoad(row.lane(), 0, row, row.createdAt());
    }

    private static Optional<Notification> row(Reading reading, String sql, Binding binding) throws SQLException {
        try (PreparedStatement statement = reading.prepare(sql)) {
            binding.bind(new Parameters(statement, reading.dialect()));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(Row.read(rows, reading.dialect())) : Optional.empty();
            }
        }
    }

    @FunctionalInterface
    private interface Binding {
        void bind(Parameters to) throws SQLException;
    }
}
