package io.openclaw.bridge.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Notifications of gateways that this bridge does not serve. All bridges on a database serve one, since they share its
/// sessions out among them; so nobody delivers these.
final class OtherGateways {
    private static final System.Logger LOG = System.getLogger(OtherGateways.class.getName());

    static final String TABLE = "SELECT to_regclass('notification')";
    private static final String ANY = "SELECT 1 FROM notification WHERE gateway <> ? LIMIT 1";

    /// Both conditions on the stage are needed: the index is found by the second.
    static final String OPEN = "SELECT gateway, count(*) FROM notification"
            + " WHERE stage IN (0, 1, 2, 3) AND stage <> 4 AND gateway <> ? GROUP BY gateway";

    /// What people can do about them.
    static final String NEXT_STEP =
            "if this gateway was renamed, set OPENCLAW_GATEWAY_NAME back until they are delivered;"
                    + " else cancel them (DELETE /api/v1/notifications/{id}; to send one from here, replay it then)";

    private OtherGateways() {}

    /// Whether a PostgreSQL has any, ended ones too. Its tables need not be there yet.
    static boolean hasAny(Connection connection, String gateway) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TABLE)) {
            if (!row.next() || row.getString(1) == null) {
                return false;
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(ANY)) {
            statement.setString(1, gateway);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    static void warn(Map<String, Long> open, String gateway) {
        if (!open.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "In the store {0}. Next: {1}.", sentence(open, gateway), NEXT_STEP);
        }
    }

    /// @param open not empty
    static String sentence(Map<String, Long> open, String gateway) {
        return "nobody delivers "
                + open.entrySet().stream()
                        .map(other -> other.getValue() + " notifications of gateway \"" + other.getKey() + "\"")
                        .collect(Collectors.joining(", "))
                + ": this bridge serves \"" + gateway + "\" (OPENCLAW_GATEWAY_NAME)";
    }

    /// Those that have not ended, by their gateways.
    static Map<String, Long> open(PreparedStatement statement, String gateway) throws SQLException {
        Map<String, Long> open = new TreeMap<>();
        statement.setString(1, gateway);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                open.put(rows.getString(1), rows.getLong(2));
            }
        }
        return open;
    }
}
