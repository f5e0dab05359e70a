package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// The tables `bridge` and `shard_lease` of a PostgreSQL: who lives, and who delivers from which shard, by the database's
/// clock. On a connection of its own, so that a long commit does not cost a lease.
final class LeaseTable implements AutoCloseable {
    private final Connection connection;
    private final String owner;
    private final long leaseMicros;

    LeaseTable(Connection connection, String owner, Duration lease) throws SQLException {
        this.connection = connection;
        this.owner = owner;
        this.leaseMicros = TimeUnit.MILLISECONDS.toMicros(lease.toMillis());
        connection.setAutoCommit(false);
    }

    /// One round, in one transaction: lives, renews, gives back, takes its share.
    ///
    /// @param released to be given back
    /// @param leaving not to be counted as its own any more, though still held
    Round round(Set<Integer> released, Set<Integer> leaving) throws SQLException {
        try {
            if (!released.isEmpty()) {
                update("UPDATE shard_lease SET owner = NULL, until = 0 WHERE owner = ? AND shard = ANY (?)", released);
            }
            boolean joined = live();
            Set<Integer> kept = shards("UPDATE shard_lease SET until = " + Sql.NOW + " + " + leaseMicros
                    + " WHERE owner = ? RETURNING shard");
            List<Neighbour> living = living();
            int share = share(living);
            TreeSet<Integer> active = new TreeSet<>(kept);
            active.removeAll(leaving);
            TreeSet<Integer> surplus = new TreeSet<>();
            while (active.size() > share) {
                surplus.add(active.pollLast());
            }
            Set<Integer> gained =
                    active.size() < share && surplus.isEmpty() ? take(share - active.size()) : new TreeSet<>();
            if (joined || !released.isEmpty()) {
                Neighbours.announceMembers(connection, owner);
            }
            connection.commit();
            long nextEnd = living.stream()
                    .filter(neighbour -> !neighbour.owner.equals(owner))
                    .mapToLong(Neighbour::leftMicros)
                    .min()
                    .orElse(Long.MAX_VALUE);
            return new Round(Set.copyOf(kept), Set.copyOf(surplus), Set.copyOf(gained), nextEnd);
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    /// Gives back what dead processes held.
    void bury(List<String> dead) throws SQLException {
        try {
            update("UPDATE shard_lease SET owner = NULL, until = 0 WHERE owner = ANY (?)", dead);
            update("DELETE FROM bridge WHERE owner = ANY (?)", dead);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    private void update(String sql, List<String> owners) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", owners.toArray()));
            statement.executeUpdate();
        }
    }

    /// Gives everything back.
    void leave() throws SQLException {
        try (PreparedStatement free =
                        connection.prepareStatement("UPDATE shard_lease SET owner = NULL, until = 0 WHERE owner = ?");
                PreparedStatement gone = connection.prepareStatement("DELETE FROM bridge WHERE owner = ?")) {
            free.setString(1, owner);
            free.executeUpdate();
            gone.setString(1, owner);
            gone.executeUpdate();
            Neighbours.announceMembers(connection, owner);
            connection.commit();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /// @return whether it is new
    private boolean live() throws SQLException {
        try (Statement old = connection.createStatement()) {
            // Long dead ones, whose shards have been taken.
            old.executeUpdate("DELETE FROM bridge WHERE until < " + Sql.NOW + " - " + 10 * leaseMicros);
        }
        try (PreparedStatement alive = connection.prepareStatement("INSERT INTO bridge (owner, until) VALUES (?, "
                + Sql.NOW + " + " + leaseMicros
                + ") ON CONFLICT (owner) DO UPDATE SET until = EXCLUDED.until RETURNING (xmax = 0)")) {
            alive.setString(1, owner);
            try (ResultSet row = alive.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private List<Neighbour> living() throws SQLException {
        List<Neighbour> living = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT owner, until - " + Sql.NOW + " FROM bridge WHERE until > " + Sql.NOW)) {
            while (rows.next()) {
                living.add(new Neighbour(rows.getString(1), rows.getLong(2)));
            }
        }
        living.sort(Comparator.comparing(Neighbour::owner));
        return living;
    }

    /// Evenly, the first few one more.
    private int share(List<Neighbour> living) {
        int count = Math.max(1, living.size());
        int place = living.stream().map(Neighbour::owner).toList().indexOf(owner);
        return Backlog.SHARDS / count + (place < Backlog.SHARDS % count ? 1 : 0);
    }

    private Set<Integer> take(int count) throws SQLException {
        return shards("WITH free AS MATERIALIZED (SELECT shard FROM shard_lease WHERE owner IS NULL OR until <= "
                + Sql.NOW + " ORDER BY shard LIMIT " + count
                + " FOR UPDATE SKIP LOCKED) UPDATE shard_lease SET owner = ?,"
                + " until = " + Sql.NOW + " + " + leaseMicros
                + " FROM free WHERE shard_lease.shard = free.shard RETURNING shard_lease.shard");
    }

    private Set<Integer> shards(String sql) throws SQLException {
        Set<Integer> shards = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, owner);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    shards.add(rows.getInt(1));
                }
            }
        }
        return shards;
    }

    private void update(String sql, Collection<Integer> shards) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Array array = connection.createArrayOf("int4", shards.toArray());
            statement.setString(1, owner);
            statement.setArray(2, array);
            statement.executeUpdate();
        }
    }

    /// What a round came to.
    ///
    /// @param kept held before and still
    /// @param surplus of those, more than its share: to be handed over
    /// @param gained free ones that it took
    /// @param nextEndMicros until the next other process would be dead, if it says nothing
    record Round(Set<Integer> kept, Set<Integer> surplus, Set<Integer> gained, long nextEndMicros) {}

    private record Neighbour(String owner, long leftMicros) {}
}
