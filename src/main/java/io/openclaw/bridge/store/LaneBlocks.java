package io.openclaw.bridge.store;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// SQLite: where a session's rows are. Each [#SPAN] places of the order have one small sorted table of the lanes in them,
/// written once when the last of them is given away: 8 bytes for a row, and no page of an index for each. Whoever looks for
/// a lane goes from block to block; behind the last block, and where hashes meet, the rows themselves are looked at.
///
/// The writing half belongs to the writer's thread; reading is [LaneWalk]'s.
final class LaneBlocks {
    static final int SPAN = 4_096;

    static final String LAST = "SELECT max(block) FROM lane_block";

    /// Rows go, with the oldest first; so do their blocks.
    static final String PRUNE =
            "DELETE FROM lane_block WHERE block < (SELECT min(seq) FROM notification) / " + LaneBlocks.SPAN;

    private static final String INSERT = "INSERT OR REPLACE INTO lane_block (block, entries) VALUES (?, ?)";
    private static final String BEHIND = "SELECT seq, lane FROM notification WHERE seq >= ? ORDER BY seq";
    private static final long OFFSET = (1L << Integer.SIZE) - 1;

    private final Connection connection;
    /// Of the block that is not full.
    private final long[] entries = new long[SPAN];

    private long block;
    private int size;

    LaneBlocks(Connection connection) {
        this.connection = connection;
    }

    /// Begins where the last commit ended; also what an earlier version left without blocks gets them.
    void load() throws SQLException {
        block = 0;
        size = 0;
        try (PreparedStatement last = connection.prepareStatement(LAST);
                ResultSet row = last.executeQuery();
                PreparedStatement behind = connection.prepareStatement(BEHIND)) {
            long from = row.next() ? row.getLong(1) + (row.wasNull() ? 0 : 1) : 0;
            behind.setLong(1, from * SPAN);
            try (ResultSet rows = behind.executeQuery()) {
                while (rows.next()) {
                    add(rows.getLong(1), rows.getString(2));
                }
            }
        }
    }

    /// A row has this place, which is higher than all before; part of the transaction.
    void add(long seq, String lane) throws SQLException {
        if (seq / SPAN != block) {
            write();
            block = seq / SPAN;
            size = 0;
        }
        entries[size++] = entry(lane, seq);
    }

    private void write() throws SQLException {
        if (size > 0) {
            ByteBuffer bytes = ByteBuffer.allocate(size * Long.BYTES);
            long[] sorted = Arrays.copyOf(entries, size);
            Arrays.sort(sorted);
            bytes.asLongBuffer().put(sorted);
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                insert.setLong(1, block);
                insert.setBytes(2, bytes.array());
                insert.executeUpdate();
            }
        }
    }

    /// Places that may be the lane's, ascending.
    static List<Long> seqs(long block, byte[] entries, String lane) {
        LongBuffer sorted = ByteBuffer.wrap(entries).asLongBuffer();
        long first = (long) lane.hashCode() << Integer.SIZE;
        int low = 0;
        int high = sorted.limit();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle) < first) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        List<Long> seqs = new ArrayList<>();
        for (int i = low; i < sorted.limit() && sorted.get(i) >> Integer.SIZE == lane.hashCode(); i++) {
            seqs.add(block * SPAN + (sorted.get(i) & OFFSET));
        }
        return seqs;
    }

    private static long entry(String lane, long seq) {
        return (long) lane.hashCode() << Integer.SIZE | seq % SPAN;
    }
}
