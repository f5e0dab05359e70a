package io.openclaw.bridge.store;

import io.openclaw.bridge.store.Readers.Reading;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// SQLite: goes through the places of one session in the order, newest or oldest first, by [LaneBlocks] and, behind the
/// last of them, by looking at the rows.
final class LaneWalk {
    /// Rows of one statement.
    private static final int STRETCH = 200;

    private final Reading reading;
    private final String lane;
    private final boolean newestFirst;
    private final long from;
    private final long before;
    private final Visitor visitor;

    /// @param from nothing is looked for in blocks before its own
    /// @param before only places before it
    LaneWalk(Reading reading, String lane, boolean newestFirst, long from, long before, Visitor visitor) {
        this.reading = reading;
        this.lane = lane;
        this.newestFirst = newestFirst;
        this.from = from;
        this.before = before;
        this.visitor = visitor;
    }

    /// Until there is no more, or the visitor has enough.
    void run() throws SQLException {
        long behind = behindBlocks();
        String tail = "seq >= " + behind;
        if (newestFirst) {
            if (before <= behind || visitor.visit(tail)) {
                blocks(behind);
            }
        } else if (blocks(behind) && before > behind) {
            visitor.visit(tail);
        }
    }

    /// @return whether more is wanted
    private boolean blocks(long behind) throws SQLException {
        List<Long> stretch = new ArrayList<>();
        try (PreparedStatement statement = reading.prepare(
                "SELECT block, entries FROM lane_block WHERE block < ? AND block BETWEEN ? AND ? ORDER BY block "
                        + (newestFirst ? "DESC" : "ASC"))) {
            statement.setLong(1, behind / LaneBlocks.SPAN);
            statement.setLong(2, from / LaneBlocks.SPAN);
            statement.setLong(3, before / LaneBlocks.SPAN);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<Long> seqs = LaneBlocks.seqs(rows.getLong(1), rows.getBytes(2), lane);
                    for (long seq : newestFirst ? seqs.reversed() : seqs) {
                        stretch.add(seq);
                        if (stretch.size() == STRETCH && !visit(stretch)) {
                            return false;
                        }
                    }
                }
            }
        }
        return stretch.isEmpty() || visit(stretch);
    }

    private boolean visit(List<Long> stretch) throws SQLException {
        boolean more = visitor.visit(
                "seq IN (" + stretch.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")");
        stretch.clear();
        return more;
    }

    /// The first place that no block tells of.
    private long behindBlocks() throws SQLException {
        try (PreparedStatement statement = reading.prepare(LaneBlocks.LAST);
                ResultSet row = statement.executeQuery()) {
            long last = row.next() ? row.getLong(1) : 0;
            return row.wasNull() ? 0 : (last + 1) * LaneBlocks.SPAN;
        }
    }

    /// Looks at the next rows.
    @FunctionalInterface
    interface Visitor {
        /// @param places a condition on `seq`; rows that match it may be of other lanes
        /// @return whether it wants more
        boolean visit(String places) throws SQLException;
    }
}
