package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// Tells the other processes on a PostgreSQL what was written that is theirs to deliver, and hears it from them. Only
/// what is not surely this process's own is told: a NOTIFY makes commits wait for each other.
///
/// A message is the sender, what it is about (`rows`, `members`, `keys`), and the lanes, a line each; none means that they
/// cannot be told.
final class Neighbours implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Neighbours.class.getName());
    private static final String CHANNEL = "openclaw_bridge";
    private static final String ROWS = "rows";
    private static final String MEMBERS = "members";
    private static final String KEYS = "keys";

    /// PostgreSQL takes less than 8,000 bytes.
    private static final int LONGEST = 7_900;

    /// After so long without a word the connection is tried.
    private static final int LISTEN_MILLIS = 5_000;

    private static final long PAUSE_MILLIS = 500;

    private final DataSource database;
    private final LeasedOwnership ownership;
    private final Hearer hearer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Connection listening;

    /// Of the listening thread: told once per outage.
    private boolean deaf;

    Neighbours(DataSource database, LeasedOwnership ownership, Hearer hearer) {
        this.database = database;
        this.ownership = ownership;
        this.hearer = hearer;
        this.thread =
                Thread.ofPlatform().name("openclaw-store-listener").daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// In the transaction that writes them.
    ///
    /// @return the lanes that were not told, since they are this process's own
    Set<String> announce(Connection connection, List<Notification> rows) throws SQLException {
        Set<String> own = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        for (Notification row : rows) {
            (ownership.mayWrite(Backlog.shardOf(row.lane())) ? own : others).add(row.lane());
        }
        if (!others.isEmpty()) {
            tell(connection, ownership.owner(), ROWS, others);
        }
        return own;
    }

    /// After the commit: it may have taken longer than the lease.
    void announceLost(Connection connection, Set<String> own) {
        Set<String> lost = own.stream()
                .filter(lane -> !ownership.mayWrite(Backlog.shardOf(lane)))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!lost.isEmpty()) {
            try {
                tell(connection, ownership.owner(), ROWS, lost);
                connection.commit();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "the connection broke behind a commit", e);
            }
        }
    }

    static void announceMembers(Connection connection, String owner) throws SQLException {
        tell(connection, owner, MEMBERS, Set.of());
    }

    /// In the transaction that changes them: whoever hears it reads what may concern it anew.
    static void announceHolds(Connection connection, String owner) throws SQLException {
        tell(connection, owner, ROWS, Set.of());
    }

    /// In the transaction that changes them.
    void announceKeys(Connection connection) throws SQLException {
        tell(connection, ownership.owner(), KEYS, Set.of());
    }

    @Override
    public void close() {
        closed.countDown();
        Connection current = listening;
        try {
            if (current != null) {
                current.abort(Runnable::run);
            }
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the listener", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(Connection connection, String owner, String about, Set<String> lanes) throws SQLException {
        String payload = owner + "\n" + about;
        if (lanes.stream().noneMatch(lane -> lane.indexOf('\n') >= 0)) {
            String all = lanes.stream().map(lane -> "\n" + lane).collect(Collectors.joining());
            payload += all.getBytes(StandardCharsets.UTF_8).length < LONGEST ? all : "";
        }
        try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
            notify.setString(1, CHANNEL);
            notify.setString(2, payload);
            notify.execute();
        }
    }

    private void run() {
        while (closed.getCount() > 0) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(true);
                listening = connection;
                try (Statement statement = connection.createStatement()) {
                    statement.execute("LISTEN " + CHANNEL);
                    heardAgain();
                    // What was told before is not known.
                    hearer.rows(null);
                    hearer.keys();
                    ownership.nudge();
                    listen(connection.unwrap(PGConnection.class), statement);
                }
            } catch (SQLException | RuntimeException e) {
                pause(e);
            }
        }
    }

    private void listen(PGConnection connection, Statement statement) throws SQLException {
        while (closed.getCount() > 0) {
            PGNotification[] heard = connection.getNotifications(LISTEN_MILLIS);
            if (heard == null || heard.length == 0) {
                statement.execute("SELECT 1");
                continue;
            }
            for (PGNotification notification : heard) {
                hear(notification.getParameter());
            }
        }
    }

    private void hear(String payload) {
        String[] lines = payload.split("\n", -1);
        if (lines.length < 2 || lines[0].equals(ownership.owner())) {
            return;
        }
        if (lines[1].equals(MEMBERS)) {
            ownership.nudge();
        } else if (lines[1].equals(KEYS)) {
            hearer.keys();
        } else {
            hearer.rows(
                    lines.length == 2 ? null : Set.copyOf(Arrays.asList(lines).subList(2, lines.length)));
        }
    }

    private void heardAgain() {
        if (deaf) {
            LOG.log(System.Logger.Level.INFO, "Other bridges are heard again");
            deaf = false;
        }
    }

    private void pause(Exception failure) {
        if (closed.getCount() > 0) {
            LOG.log(
                    deaf ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "Other bridges are not heard until PostgreSQL answers again: {0}",
                    failure.getMessage());
            deaf = true;
            try {
                if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.log(System.Logger.Level.DEBUG, "closed meanwhile");
                }
            } catch (InterruptedException e) {
                closed.countDown();
            }
        }
    }

    /// Hears what others wrote.
    interface Hearer {
        /// @param lanes null where it cannot be told which
        void rows(@Nullable Set<String> lanes);

        /// Who may call has changed.
        void keys();
    }
}
