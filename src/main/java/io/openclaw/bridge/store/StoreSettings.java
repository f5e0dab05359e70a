package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Notification;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;

/// How a store behaves, whatever its database.
///
/// @param owner name of this process in claims and leases; unique to this start of it
/// @param waiting rows that may wait to be accepted; beyond, callers are told that it is overloaded
/// @param batch rows in one transaction, about: more only make the first of them wait
/// @param diskReserve bytes that accepts leave free, on SQLite
/// @param retention how long what has ended is kept
/// @param readLimit how long one read may take
/// @param commitLimit how long callers wait for a transaction
/// @param view a row as JSON, for what outlets tell
/// @param clock for what is due and what is old
record StoreSettings(
        String owner,
        int waiting,
        int batch,
        long diskReserve,
        Duration retention,
        Duration readLimit,
        Duration commitLimit,
        LeaseTimes leases,
        Function<Notification, String> view,
        InstantSource clock) {

    /// Idempotency is promised for a day.
    static final Duration SHORTEST_RETENTION = Duration.ofHours(24);

    static final Duration SHORTEST_COMMIT_LIMIT = Duration.ofMillis(100);

    StoreSettings {
        if (retention.compareTo(SHORTEST_RETENTION) < 0) {
            throw new IllegalArgumentException(
                    "openclaw.store.retention is " + retention + ", but a key must be known for 24 hours");
        }
        if (commitLimit.compareTo(SHORTEST_COMMIT_LIMIT) < 0) {
            throw new IllegalArgumentException(
                    "openclaw.store.commit-limit is " + commitLimit + ", but a disk may need a tenth of a second");
        }
    }

    /// @param view a row as JSON, for what outlets tell
    static StoreSettings of(StoreConfig config, Function<Notification, String> view) {
        return new StoreSettings(
                newOwner(),
                config.queueLimit(),
                config.batch(),
                config.diskReserve().asLongValue(),
                config.retention(),
                config.readLimit(),
                config.commitLimit(),
                LeaseTimes.of(config.lease()),
                view,
                InstantSource.system());
    }

    GroupCommit.Limits limits() {
        return new GroupCommit.Limits(waiting, batch, commitLimit.toMillis());
    }

    /// A name that no other process, and no other start of this one, has.
    static String newOwner() {
        return "bridge-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 13);
    }
}
