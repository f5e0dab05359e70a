package io.openclaw.bridge.intake.rest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A service with keys: one of the operator's own, and a file of others.
public class KeysProfile implements QuarkusTestProfile {
    /// Scope admin.
    static final String ADMIN = "the-operators-own-key-of-these-tests";

    /// In the file: scope send; may send to `telegram:*` only.
    static final String SENDER = "ocb_sender00000000000000000000000000000000000";

    /// In the file: scope send, ten requests per second.
    static final String SLOW = "ocb_slow0000000000000000000000000000000000000";

    /// In the file: every scope but for its end, long ago.
    static final String EXPIRED = "ocb_expired000000000000000000000000000000000";

    static final Path FILE =
            Path.of("target", "test-data", "keys-" + ProcessHandle.current().pid() + ".json");

    static final String KEYS = """
            {"keys":[
              {"name":"sender","secret":"%s","scopes":["send"],"sessions":["telegram:*"]},
              {"name":"slow","secret":"%s","scopes":["send","read"],"rate":10},
              {"name":"gone","secret":"%s","scopes":["send","read","admin"],"expiresAt":"2020-01-01T00:00:00Z"}
            ]}""".formatted(SENDER, SLOW, EXPIRED);

    @Override
    public Map<String, String> getConfigOverrides() {
        write(KEYS);
        return Map.of(
                "openclaw.access.admin-key",
                ADMIN,
                "openclaw.access.keys-file",
                FILE.toString(),
                "openclaw.access.burst-seconds",
                "1",
                "openclaw.access.failures-per-minute",
                "1000");
    }

    static void write(String text) {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
