package io.openclaw.bridge.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The keys that count, in memory: who is it that has this secret? Found by the secret's hash, so that how long it takes says
/// nothing about the secret. Reads are lock-free and take about a microsecond, most of it for the hash.
public final class Keyring {
    private final InstantSource clock;
    private final int rate;
    private List<ApiKey> stored = List.of();
    private List<ApiKey> configured = List.of();
    private volatile Map<String, Held> held = Map.of();

    /// @param rate requests per second of a key that says nothing else; 0 for any number
    public Keyring(InstantSource clock, int rate) {
        this.clock = clock;
        this.rate = rate;
    }

    /// Whose secret it is; null for nobody's, or of a key that does not count any more.
    public @Nullable Held find(String secret) {
        String hash = Secret.hash(secret);
        Held found = held.get(hash);
        if (found == null || !Secret.same(found.key.hash(), hash)) {
            return null;
        }
        Instant now = clock.instant();
        if (!found.key.isValid(now)) {
            return null;
        }
        found.lastUse = now;
        return found;
    }

    /// Whom a key stands for, whether it still counts or not; null for one that is not known.
    @Nullable
    Caller caller(String id) {
        for (Held one : held.values()) {
            if (one.key.id().equals(id)) {
                return one.caller;
            }
        }
        return null;
    }

    /// Whether there is any, even one that does not count any more: who once had keys does not want to be open.
    public synchronized boolean isEmpty() {
        return stored.isEmpty() && configured.isEmpty();
    }

    synchronized void stored(List<ApiKey> keys) {
        stored = List.copyOf(keys);
        rebuild();
    }

    synchronized void configured(List<ApiKey> keys) {
        configured = List.copyOf(keys);
        rebuild();
    }

    synchronized void add(ApiKey key) {
        stored(Stream.concat(stored.stream(), Stream.of(key)).toList());
    }

    synchronized void revoke(String id, Instant at) {
        stored(stored.stream()
                .map(key -> key.id().equals(id) && key.revokedAt() == null ? key.revoked(at) : key)
                .toList());
    }

    synchronized List<ApiKey> configured() {
        return configured;
    }

    /// When keys were used since they were held here, by id.
    Map<String, Instant> lastUses() {
        Map<String, Instant> uses = new HashMap<>();
        for (Held one : held.values()) {
            Instant use = one.lastUse;
            if (use != null) {
                uses.put(one.key.id(), use);
            }
        }
        return uses;
    }

    private void rebuild() {
        Map<String, Held> before = held;
        Map<String, Held> next = new HashMap<>();
        // One that the configuration names counts as it says, whatever an admin call made of the same secret.
        for (Collection<ApiKey> keys : List.of(stored, configured)) {
            for (ApiKey key : keys) {
                Held fresh = new Held(key, rate);
                Held old = before.get(key.hash());
                fresh.lastUse = old == null ? null : old.lastUse;
                next.put(key.hash(), fresh);
            }
        }
        held = Map.copyOf(next);
    }

    /// A key, and whom it makes of who has it.
    public static final class Held {
        private final ApiKey key;
        private final Caller caller;
        private final Uni<SecurityIdentity> identity;
        private volatile @Nullable Instant lastUse;

        Held(ApiKey key, int rate) {
            this.key = key;
            this.caller = new Caller(key.name(), key.scopes(), key.sessions(), key.rate() == null ? rate : key.rate());
            this.identity = Uni.createFrom().item(identity(caller));
        }

        /// Of the key.
        public String id() {
            return key.id();
        }

        public Caller caller() {
            return caller;
        }

        /// For Quarkus.
        public Uni<SecurityIdentity> asked() {
            return identity;
        }
    }

    /// What Quarkus wants to know of a caller: its scopes as roles.
    public static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addRoles(caller.scopes().stream().map(Scope::wire).collect(Collectors.toSet()))
                .build();
    }
}
