package io.openclaw.bridge.gateway;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a `wss` gateway is recognised, and how we show ourselves. Files are PEM and are read anew for
/// every connection.
///
/// @param ca certificates to trust instead of the JVM's; null for the JVM's
/// @param certificate our client certificate; null for none
/// @param key its private key; required with a certificate
/// @param fingerprint SHA-256 of the gateway's certificate, hex, colons allowed: exactly this one is
///     trusted, whatever its name, issuer or age; several, with commas or blanks between, while it is exchanged;
///     null for the usual checks
public record TlsSettings(
        @Nullable Path ca,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable String fingerprint) {

    /// The JVM's trust, no client certificate.
    public static final TlsSettings DEFAULT = new TlsSettings(null, null, null, null);

    public TlsSettings {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("a client certificate needs its key, and a key its certificate");
        }
        if (fingerprint != null) {
            fingerprint = String.join(
                    " ",
                    fingerprint
                            .replace(":", "")
                            .strip()
                            .toLowerCase(Locale.ROOT)
                            .split("[\\s,]+"));
            if (!fingerprint.matches("[0-9a-f]{64}( [0-9a-f]{64})*")) {
                throw new IllegalArgumentException(
                        "a SHA-256 fingerprint has 64 hex digits, this one is \"" + fingerprint + "\"");
            }
        }
    }

    /// The pinned certificates, lower-case hex; empty for the usual checks.
    Set<String> pins() {
        return fingerprint == null ? Set.of() : Set.of(fingerprint.split(" "));
    }
}
