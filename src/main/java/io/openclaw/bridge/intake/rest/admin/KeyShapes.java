package io.openclaw.bridge.intake.rest.admin;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Bodies of the calls for keys, for the description only.
final class KeyShapes {
    static final String WISH = """
            {"name":"billing","scopes":["send","read"],"sessions":["telegram:group:*"],"rate":50,"expiresAt":"2027-01-01T00:00:00Z"}""";
    private static final String OPEN_KEY = """
            {"id":"k3F9a0C2b1D4e5Xy","name":"billing","scopes":["read","send"],"sessions":["telegram:group:*"],"rate":50,\
            "source":"stored","status":"valid","createdAt":"2026-11-20T18:00:00Z","expiresAt":"2027-01-01T00:00:00Z\"""";
    static final String CREATED = OPEN_KEY + ",\"secret\":\"ocb_0123456789abcdefghijABCDEFGHIJ0123456789xyz\"}";
    static final String LIST = "{\"items\":[" + OPEN_KEY + "}]}";

    private KeyShapes() {}

    @Schema(
            name = "NewKey",
            requiredProperties = {"name", "scopes"})
    record NewKey(
            @Schema(
                    description =
                            "Name of the caller: whose notifications they are. A second key of the same name is the same caller.",
                    pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
            String name,

            @Schema(
                    description =
                            "send: hand in, send, call off, replay. read: look up, status, metrics. admin: everything, and everybody's.",
                    minItems = 1)
            List<ScopeName> scopes,

            @Schema(
                    description =
                            "Sessions that it may send to, such as telegram:group:*; every spelling of a session counts as the same. Absent: everywhere.",
                    minItems = 1,
                    maxItems = 100)
            @Nullable
            List<String> sessions,

            @Schema(
                    description = "Requests per second; 0 for any number. Absent: as configured.",
                    minimum = "0",
                    maximum = "1000000")
            @Nullable
            Integer rate,

            @Schema(
                    type = SchemaType.STRING,
                    format = "date-time",
                    description = "From when on it does not count. Absent: never.")
            @Nullable
            Instant expiresAt) {}

    @Schema(
            name = "Key",
            requiredProperties = {"id", "name", "scopes", "sessions", "source", "status"})
    record Key(
            String id,
            String name,
            List<ScopeName> scopes,
            @Schema(description = "Empty: everywhere.") List<String> sessions,
            @Schema(description = "Absent: as configured.") Integer rate,

            @Schema(description = "stored: made by an admin call. configured: in a file or variable of the service.")
            Source source,

            Status status,
            Instant createdAt,
            Instant expiresAt,
            Instant revokedAt,

            @Schema(description = "About; noted once a minute, by each process for itself.")
            Instant lastUsedAt,

            @Schema(description = "Shown this once; it cannot be read again. Only in the answer that made it.")
            String secret) {}

    @Schema(name = "KeyList")
    record KeyList(List<Key> items) {}

    @Schema(name = "ScopeName")
    enum ScopeName {
        send,
        read,
        admin
    }

    @Schema(name = "KeySource")
    enum Source {
        stored,
        configured
    }

    @Schema(name = "KeyStatus")
    enum Status {
        valid,
        expired,
        revoked
    }
}
