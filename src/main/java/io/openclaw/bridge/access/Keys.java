package io.openclaw.bridge.access;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes, lists and takes away keys, and keeps the [Keyring] as it must be: after every change in this process, when another
/// process tells of one, and when a file has changed. Safe from any thread but for [#start].
public final class Keys {
    private static final System.Logger LOG = System.getLogger("io.openclaw.bridge.access");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// What is noted of uses is worth no more.
    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);

    private final ApiKeys store;
    private final Keyring ring;
    private final AuditTrail audit;
    private final ConfiguredKeys configuration;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<String, Instant> noted = new HashMap<>();
    private Instant lastNote;

    /// @param random must be fit for secrets
    /// @throws IllegalArgumentException with a sentence for people, where settings contradict each other
    public Keys(
            ApiKeys store,
            Keyring ring,
            AuditTrail audit,
            AccessConfig config,
            InstantSource clock,
            RandomGenerator random) {
        this.store = store;
        this.ring = ring;
        this.audit = audit;
        this.configuration = new ConfiguredKeys(config);
        this.clock = clock;
        this.random = random;
        this.lastNote = clock.instant();
    }

    /// What somebody asks for.
    ///
    /// @param rate null for what is configured for everybody
    public record Wish(
            String name,
            Set<Scope> scopes,
            SessionPatterns sessions,
            @Nullable Integer rate,
            @Nullable Instant expiresAt) {}

    /// @param secret shown this once, and known to nobody afterwards
    public record Created(ApiKey key, String secret) {
        /// Not the secret.
        @Override
        public String toString() {
            return "Created[" + key + "]";
        }
    }

    /// What became of a wish to take a key away.
    public sealed interface Revocation {
        /// It does not count any more.
        record Revoked(ApiKey key) implements Revocation {}

        /// There is none.
        record Unknown() implements Revocation {}

        /// It belongs to whoever writes the configuration.
        record NotOurs(ApiKey key) implements Revocation {}
    }

    /// Reads everything, and listens for changes. Blocks.
    ///
    /// @throws IllegalArgumentException with a sentence for people, where a file cannot be understood
    public void start() {
        ring.configured(configuration.load());
        ring.stored(store.all().await().atMost(PATIENCE));
        store.onChange(this::reload);
    }

    /// To be called every few seconds: sees changed files, and notes uses.
    public synchronized void tick() {
        List<ApiKey> changed = configuration.changed();
        if (changed != null) {
            ring.configured(changed);
            LOG.log(
                    System.Logger.Level.INFO,
                    "The keys in the configuration have changed: {0} count from now on.",
                    changed.size());
        }
        Instant now = clock.instant();
        if (Duration.between(lastNote, now).compareTo(BETWEEN_NOTES) >= 0) {
            lastNote = now;
            noteUses();
        }
    }

    /// Writes down when keys were last used. Also at the end.
    public synchronized Uni<Void> noteUses() {
        Set<String> ours = ring.configured().stream().map(ApiKey::id).collect(Collectors.toSet());
        Map<String, Instant> fresh = new TreeMap<>();
        ring.lastUses().forEach((id, at) -> {
            if (!ours.contains(id) && !at.equals(noted.put(id, at))) {
                fresh.put(id, at);
            }
        });
        if (fresh.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Uni<Void> written =
                store.used(fresh).onFailure().recoverWithNull().memoize().indefinitely();
        written.subscribe().with(_ -> {});
        return written;
    }

    /// Makes one.
    ///
    /// @param by who wants it
    public Uni<Created> create(Wish wish, Caller by) {
        return Uni.createFrom().deferred(() -> {
            String secret = Secret.create(random);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            ApiKey key = new ApiKey(
                    Secret.id(random),
                    wish.name(),
                    Secret.hash(secret),
                    wish.scopes(),
                    wish.sessions(),
                    wish.rate(),
                    now,
                    wish.expiresAt(),
                    null,
                    null,
                    ApiKey.Source.STORED);
            return audit.record(AuditEntry.of(now, by, "key.create", key.id(), detail(key)))
                    .chain(() -> store.add(key))
                    .invoke(() -> ring.add(key))
                    .map(_ -> new Created(key, secret));
        });
    }

    private static Map<String, String> detail(ApiKey key) {
        Map<String, String> detail = new TreeMap<>();
        detail.put("name", key.name());
        detail.put("scopes", key.scopes().stream().map(Scope::wire).sorted().collect(Collectors.joining(" ")));
        detail.put("sessions", key.sessions().toString());
        if (key.expiresAt() != null) {
            detail.put("expiresAt", key.expiresAt().toString());
        }
        return detail;
    }

    /// All there are, also those that do not count any more; oldest first, the configuration's at the end.
    public Uni<List<ApiKey>> list() {
        return store.all().map(stored -> {
            Map<String, Instant> uses = ring.lastUses();
            List<ApiKey> all = new ArrayList<>(stored);
            all.addAll(ring.configured());
            all.replaceAll(key -> key.used(uses.get(key.id())));
            return all;
        });
    }

    /// Takes one away: in this process at once, in the others as soon as they hear of it.
    ///
    /// @param by who wants it
    public Uni<Revocation> revoke(String id, Caller by) {
        return list().chain(keys -> {
            Optional<ApiKey> found =
                    keys.stream().filter(key -> key.id().equals(id)).findFirst();
            if (found.isEmpty()) {
                return Uni.createFrom().item(new Revocation.Unknown());
            }
            ApiKey key = found.get();
            if (key.source() != ApiKey.Source.STORED) {
                return Uni.createFrom().item(new Revocation.NotOurs(key));
            }
            if (key.revokedAt() != null) {
                return Uni.createFrom().item(new Revocation.Revoked(key));
            }
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            return audit.record(AuditEntry.of(now, by, "key.revoke", id, Map.of("name", key.name())))
                    .chain(() -> store.revoke(id, now))
                    .invoke(() -> ring.revoke(id, now))
                    .map(_ -> new Revocation.Revoked(key.revoked(now)));
        });
    }

    private void reload() {
        store.all()
                .subscribe()
                .with(
                        ring::stored,
                        failure -> LOG.log(
                                System.Logger.Level.WARNING,
                                "The keys could not be read again; those from before go on counting until the database is heard again: {0}",
                                failure.getMessage()));
    }
}
