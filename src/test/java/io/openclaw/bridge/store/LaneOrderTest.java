package io.openclaw.bridge.store;

import static io.openclaw.bridge.store.Samples.GATEWAY;
import static io.openclaw.bridge.store.Samples.NOW;
import static io.openclaw.bridge.store.Samples.PATIENCE;
import static io.openclaw.bridge.store.Samples.acceptOne;
import static io.openclaw.bridge.store.Samples.content;
import static io.openclaw.bridge.store.Samples.go;
import static io.openclaw.bridge.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Cancelled;
import io.openclaw.bridge.notification.NotificationState.Queued;
import io.openclaw.bridge.notification.NotificationState.Scheduled;
import io.openclaw.bridge.notification.NotificationState.Sending;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is held in memory is what a query of the file would find.
class LaneOrderTest {
    private static final Set<Integer> ALL =
            IntStream.range(0, Backlog.SHARDS).boxed().collect(Collectors.toSet());
    private static final int LANES = 12;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void lanesAreInMemoryAsTheyAreOnDiskAlsoAfterARestart(int seed) throws SQLException {
        Random random = new Random(seed);
        List<Notification> rows = new ArrayList<>();
        try (SqlStore store = open()) {
            for (int i = 0; i < 400; i++) {
                if (rows.isEmpty() || random.nextInt(3) == 0) {
                    String lane = "lane" + random.nextInt(LANES);
                    Instant deliverAt = random.nextInt(6) == 0 ? NOW.plusSeconds(60) : null;
                    rows.add(acceptOne(
                            store, row(lane, content(lane, 1 + random.nextInt(5), deliverAt, null, null, null))));
                } else {
                    int which = random.nextInt(rows.size());
                    Notification next = next(rows.get(which), random);
                    if (next != null) {
                        rows.set(which, go(store, rows.get(which), next));
                    }
                }
            }
            assertInOrder(store);
        }
        try (SqlStore store = open()) {
            assertInOrder(store);
            assertThat(store.counts(GATEWAY).await().atMost(PATIENCE).queued())
                    .isEqualTo(rows.stream()
                            .filter(row -> row.state() instanceof Queued || row.state() instanceof Scheduled)
                            .count());
        }
    }

    /// A long lane whose first rows have just been claimed is not taken for a short one.
    @Test
    void frontIsFilledUpBehindRowsThatHaveChanged() {
        try (SqlStore store = open()) {
            List<Notification> rows = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                rows.add(acceptOne(store, row("lane")));
            }
            for (int i = 0; i < 7; i++) {
                go(store, rows.get(i), rows.get(i).cancel(NOW));
            }
            assertThat(ids(store.backlog().lane(GATEWAY, "lane", 10).await().atMost(PATIENCE)))
                    .isEqualTo(ids(rows.subList(7, 17)));
        }
    }

    private static @Nullable Notification next(Notification row, Random random) {
        return switch (row.state()) {
            case Scheduled _ -> row.join(NOW.plusSeconds(60));
            case Queued _ -> random.nextInt(4) == 0 ? row.cancel(NOW) : row.claim("me", NOW, "boot");
            case Sending _ ->
                random.nextBoolean() ? row.defer(NOW, NOW, "CODE", "detail") : row.deliver(NOW, "m", null, null);
            case Cancelled _ -> row.replay(row.content(), row.lane(), row.gateway(), NOW);
            default -> null;
        };
    }

    private void assertInOrder(SqlStore store) throws SQLException {
        for (int i = 0; i < LANES; i++) {
            String lane = "lane" + i;
            for (int limit : new int[] {1, 3, 1_000}) {
                assertThat(ids(store.backlog()
                                .lane(GATEWAY, lane, limit)
                                .await()
                                .atMost(PATIENCE)))
                        .isEqualTo(onDisk(lane, limit));
            }
        }
        List<List<UUID>> circle = new ArrayList<>();
        String after = null;
        for (List<List<Notification>> some = lanes(store, null); !some.isEmpty(); some = lanes(store, after)) {
            some.forEach(front -> circle.add(ids(front)));
            after = some.getLast().getFirst().lane();
        }
        List<List<UUID>> fronts = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            fronts.add(onDisk("lane" + i, 2));
        }
        fronts.removeIf(List::isEmpty);
        assertThat(circle).containsExactlyInAnyOrderElementsOf(fronts);
    }

    private static List<List<Notification>> lanes(SqlStore store, @Nullable String after) {
        return store.backlog().lanes(GATEWAY, ALL, after, 5, 2).await().atMost(PATIENCE);
    }

    private static List<UUID> ids(List<Notification> rows) {
        return rows.stream().map(Notification::id).toList();
    }

    private SqlStore open() {
        return StoreFactory.sqlite(folder, Samples.settings());
    }

    private List<UUID> onDisk(String lane, int limit) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (Connection connection = StoreFactory.sqliteSource(folder.resolve(StoreFactory.FILE), Samples.COMMIT_LIMIT)
                        .getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT id FROM notification"
                        + " WHERE stage = 1 AND lane = ? ORDER BY priority DESC, seq LIMIT ?")) {
            statement.setString(1, lane);
            statement.setInt(2, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(Dialect.SQLITE.id(rows, 1));
                }
            }
        }
        return ids;
    }
}
