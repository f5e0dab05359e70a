package io.openclaw.bridge.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/// A table on its way from SQLite to PostgreSQL: row by row, as the text that PostgreSQL's COPY reads and, byte for byte,
/// writes. The columns are found in the schemas, so that none can be forgotten.
///
/// @param columns in PostgreSQL's order
record MovedTable(String name, List<Column> columns) {
    private static final int PIECE = 64 * 1024;
    private static final int SAID_EVERY = 100_000;

    /// @param counted whether PostgreSQL numbers it by itself
    record Column(String name, Kind kind, boolean counted) {}

    /// How a value is written.
    enum Kind {
        NUMBER,
        TEXT,
        FLAG,
        ID,
        BYTES;

        static Kind of(String table, String column, String type) {
            return switch (type) {
                case "bigint", "integer", "smallint" -> NUMBER;
                case "text" -> TEXT;
                case "boolean" -> FLAG;
                case "uuid" -> ID;
                case "bytea" -> BYTES;
                default -> throw unknown("column " + table + "." + column + " of type " + type);
            };
        }
    }

    /// All tables of the file but those that are left behind.
    ///
    /// @throws IllegalStateException if one of them, or a column, is not in PostgreSQL
    static List<MovedTable> all(Connection from, Connection to, Set<String> leftBehind) throws SQLException {
        List<MovedTable> tables = new ArrayList<>();
        for (String name : names(
                from,
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")) {
            if (!leftBehind.contains(name)) {
                MovedTable table = new MovedTable(name, columns(to, name));
                Set<String> theirs =
                        table.columns.stream().map(Column::name).collect(Collectors.toCollection(TreeSet::new));
                Set<String> ours = names(from, "SELECT name FROM pragma_table_info('" + name + "')");
                if (!ours.equals(theirs)) {
                    throw unknown(
                            "table " + name + ", which has the columns " + ours + " here and " + theirs + " there");
                }
                tables.add(table);
            }
        }
        return tables;
    }

    private static IllegalStateException unknown(String what) {
        return new IllegalStateException(
                "Nothing was moved: this version of the bridge does not know how to move " + what + ".");
    }

    private static List<Column> columns(Connection to, String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = to.prepareStatement("SELECT column_name, data_type, is_identity = 'YES'"
                + " OR column_default LIKE 'nextval%' FROM information_schema.columns"
                + " WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String column = rows.getString(1);
                    columns.add(new Column(column, Kind.of(table, column, rows.getString(2)), rows.getBoolean(3)));
                }
            }
        }
        return columns;
    }

    private static Set<String> names(Connection connection, String sql) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /// Columns that PostgreSQL numbers by itself.
    List<String> counted() {
        return columns.stream().filter(Column::counted).map(Column::name).toList();
    }

    private String list() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /// @return of what was read
    RowSum copy(Connection from, CopyManager to, Consumer<String> progress) throws SQLException {
        RowSum sum = new RowSum();
        CopyIn copy = to.copyIn("COPY " + name + " (" + list() + ") FROM STDIN");
        try (PreparedStatement statement = from.prepareStatement("SELECT " + list() + " FROM " + name);
                ResultSet rows = statement.executeQuery()) {
            ByteArrayOutputStream piece = new ByteArrayOutputStream(2 * PIECE);
            while (rows.next()) {
                byte[] line = line(rows);
                sum.add(line);
                piece.writeBytes(line);
                if (piece.size() >= PIECE) {
                    copy.writeToCopy(piece.toByteArray(), 0, piece.size());
                    piece.reset();
                }
                if (sum.rows() % SAID_EVERY == 0) {
                    progress.accept(name + ": " + sum.rows() + " rows so far");
                }
            }
            copy.writeToCopy(piece.toByteArray(), 0, piece.size());
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return sum;
    }

    /// @return of what PostgreSQL has
    RowSum sum(CopyManager to) throws SQLException, IOException {
        RowSum sum = new RowSum();
        CopyOut copy = to.copyOut("COPY " + name + " (" + list() + ") TO STDOUT");
        for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
            sum.add(line);
        }
        return sum;
    }

    private byte[] line(ResultSet row) throws SQLException {
        StringBuilder line = new StringBuilder(512);
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                line.append('\t');
            }
            if (row.getObject(i + 1) == null) {
                line.append("\\N");
            } else {
                append(line, columns.get(i).kind(), row, i + 1);
            }
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder line, Kind kind, ResultSet row, int index) throws SQLException {
        switch (kind) {
            case NUMBER -> line.append(row.getLong(index));
            case FLAG -> line.append(row.getLong(index) == 0 ? 'f' : 't');
            case ID -> {
                ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(index));
                line.append(new UUID(bytes.getLong(), bytes.getLong()));
            }
            case BYTES -> line.append("\\\\x").append(HexFormat.of().formatHex(row.getBytes(index)));
            case TEXT -> escape(line, row.getString(index));
        }
    }

    /// As COPY writes it. PostgreSQL has no NUL in texts.
    private static void escape(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\0' -> line.append('\uFFFD');
                case '\b' -> line.append("\\b");
                case '\f' -> line.append("\\f");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case '\u000B' -> line.append("\\v");
                case '\\' -> line.append("\\\\");
                default -> line.append(c);
            }
        }
    }
}
