package io.openclaw.bridge.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keys without a store.
public final class TestKeys {
    private final Keyring ring = new Keyring(InstantSource.system(), 0);

    /// That lets nobody in but who has one of the keys.
    public final Gatekeeper gatekeeper = new Gatekeeper(ring);

    public static ApiKey key(String name, String secret, Set<Scope> scopes, String... sessions) {
        return key(name, secret, scopes, null, sessions);
    }

    public static ApiKey key(
            String name, String secret, Set<Scope> scopes, @Nullable Instant expiresAt, String... sessions) {
        return new ApiKey(
                "id-of-" + secret,
                name,
                Secret.hash(secret),
                scopes,
                SessionPatterns.of(List.of(sessions)),
                null,
                Instant.now(),
                expiresAt,
                null,
                null,
                ApiKey.Source.STORED);
    }

    /// From now on.
    public TestKeys are(ApiKey... keys) {
        ring.stored(List.of(keys));
        return this;
    }
}
