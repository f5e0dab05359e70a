package io.openclaw.bridge.access;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A key as the service knows it: everything but the secret. Immutable.
///
/// @param id names it in admin calls
/// @param name of the caller; several keys may have the same
/// @param hash of the secret, [Secret#hash(String)]
/// @param scopes as given, without what they include
/// @param rate requests per second; null for what is configured for everybody
/// @param expiresAt from when on it does not count; null for never
/// @param revokedAt since when it does not count; null while it does
/// @param lastUsedAt null where it never was, or is not known
/// @param source where it came from
public record ApiKey(
        String id,
        String name,
        String hash,
        Set<Scope> scopes,
        SessionPatterns sessions,
        @Nullable Integer rate,
        @Nullable Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        Source source) {

    /// Names end up in logs, rows and headers.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /// Highest rate that is worth limiting.
    public static final int MAX_RATE = 1_000_000;

    /// Who can take it away again.
    public enum Source {
        /// An admin call.
        STORED,
        /// Whoever writes the file (`OPENCLAW_ACCESS_KEYS_FILE`).
        FILE,
        /// Whoever sets the variable (`OPENCLAW_ACCESS_ADMIN_KEY`).
        ADMIN_KEY
    }

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /// What is wrong with a name; null for nothing.
    public static @Nullable String nameFlaw(String name) {
        return NAME.matcher(name).matches()
                ? null
                : "must be 1 … 64 letters, digits, dots, underscores or hyphens, beginning with a letter or digit";
    }

    /// Whether it counts.
    public boolean isValid(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    ApiKey revoked(Instant at) {
        return new ApiKey(id, name, hash, scopes, sessions, rate, createdAt, expiresAt, at, lastUsedAt, source);
    }

    ApiKey used(@Nullable Instant at) {
        return at == null || lastUsedAt != null && !at.isAfter(lastUsedAt)
                ? this
                : new ApiKey(id, name, hash, scopes, sessions, rate, createdAt, expiresAt, revokedAt, at, source);
    }

    /// Not even the hash.
    @Override
    public String toString() {
        return "ApiKey[" + id + ", " + name + "]";
    }
}
