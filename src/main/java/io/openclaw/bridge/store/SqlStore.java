package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.Outlet;
import io.openclaw.bridge.notification.Ownership;
import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.StoreStatus;
import io.openclaw.bridge.notification.Wakeups;
import io.openclaw.bridge.notification.admin.Backups;
import io.openclaw.bridge.notification.admin.Hands;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Notifications on SQLite or PostgreSQL. Writes go through [GroupCommit], reads through [Readers]; `StoreFactory` opens
/// it.
///
/// Threads: `openclaw-store-writer` writes, answers writers and calls [Wakeups] and [Outlet]s; `openclaw-store-reader-*`
/// and `openclaw-store-backlog-*` answer readers; with PostgreSQL `openclaw-store-listener` calls
/// [Wakeups#elsewhere] and `openclaw-store-leases` the listeners of [Ownership].
public final class SqlStore implements NotificationStore, AutoCloseable {
    /// Reads under way at once: people's, and those of who delivers, which must not wait for people's.
    private static final int READERS = 2;

    private final Figures figures = new Figures();
    final Listeners listeners;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("openclaw-store-clock").daemon(true).factory());
    private final Dialect dialect;
    private final Ownership ownership;
    private final Batch.ClaimRight right;
    private final @Nullable DiskGuard disk;
    private final GroupCommit writer;
    private final Pulse pulse;
    private final @Nullable LaneOrder order; // SQLite only
    private final Readers peoplesReaders;
    private final Readers backlogReaders;
    private final RowReads rows;
    private final Backlog backlog;
    private final Outgoing outgoing;
    private final Retention retention;
    private final HoldTable holds;
    private final Hands hands;
    final @Nullable Neighbours neighbours;
    private final AutoCloseable resources;
    private boolean connected;

    /// @param ownership either kind; closed with the store
    /// @param resources closed last
    <T extends Ownership & Batch.ClaimRight> SqlStore(
            Dialect dialect,
            DataSource writing,
            DataSource reading,
            T ownership,
            @Nullable DiskGuard disk,
            StoreSettings settings,
            Backups backups,
            AutoCloseable resources) {
        this.dialect = dialect;
        this.ownership = ownership;
        this.right = ownership;
        this.order = dialect == Dialect.SQLITE ? new LaneOrder() : null;
        this.disk = disk;
        this.resources = resources;
        this.writer = new GroupCommit(
                () -> connect(writing, settings.leases().margin()),
                this::write,
                settings.limits(),
                figures,
                disk,
                clock);
        this.pulse = new Pulse(dialect, writer, disk);
        // A file that cannot be written can be read; a server that does not answer cannot.
        Supplier<@Nullable StoreException> outage =
                dialect == Dialect.POSTGRESQL ? writer.availability()::outage : () -> null;
        this.peoplesReaders =
                new Readers("openclaw-store-reader-", READERS, reading, dialect, settings.readLimit(), clock, outage);
        this.backlogReaders =
                new Readers("openclaw-store-backlog-", READERS, reading, dialect, settings.readLimit(), clock, outage);
        this.rows = new RowReads(peoplesReaders, order, settings.clock());
        LaneFronts fronts = order == null ? new LaneFronts.Indexed() : new LaneFronts.Held(order);
        this.backlog = new BacklogReads(backlogReaders, fronts);
        this.outgoing = new Outgoing(backlogReaders, writer::submit, ownership, settings.view(), settings.clock());
        this.listeners = new Listeners(outgoing::announce);
        this.retention =
                new Retention(peoplesReaders, writer::submit, settings.retention(), settings.clock(), clock, figures);
        this.holds = new HoldTable(backlogReaders, writer::submit, right.isLeased() ? ownership.owner() : null, clock);
        listeners.add(holds);
        this.hands = new Hands(
                holds,
                new LaneLoads(peoplesReaders, fronts),
                new RowTallies(peoplesReaders),
                new RowPurges(peoplesReaders, writer::submit),
                backups);
        this.neighbours =
                ownership instanceof LeasedOwnership leased ? new Neighbours(writing, leased, listeners) : null;
    }

    /// Connects and begins.
    SqlStore start() {
        writer.start();
        if (neighbours != null && ownership instanceof LeasedOwnership leased) {
            leased.onChange(shards -> outgoing.announce());
            leased.start();
            neighbours.start();
        }
        retention.start();
        return this;
    }

    /// Hears every commit from now on.
    public void register(Wakeups listener) {
        listeners.add(listener);
    }

    /// Gets events of every row that comes to an end, or is parked, from now on.
    public void register(Outlet outlet) {
        outgoing.register(outlet);
    }

    /// What is to be delivered.
    public Backlog backlog() {
        return backlog;
    }

    /// Which part of it by this process.
    public Ownership ownership() {
        return ownership;
    }

    /// What operators do.
    public Hands hands() {
        return hands;
    }

    /// What outlets have to tell.
    public Outlet.Outbox outbox() {
        return outgoing;
    }

    @Override
    public Uni<List<Acceptance>> accept(List<Notification> fresh) {
        return write(caller -> new Work.Accept(fresh, caller));
    }

    @Override
    public Uni<List<Change.Result>> apply(List<Change> changes) {
        return write(caller -> new Work.Apply(changes, caller));
    }

    @Override
    public Uni<Optional<Notification>> find(UUID id) {
        return rows.find(id);
    }

    @Override
    public Uni<List<Notification>> list(Query query) {
        return rows.list(query, true);
    }

    @Override
    public Uni<List<Notification>> listOldestFirst(Query query) {
        return rows.list(query, false);
    }

    @Override
    public Uni<Integer> count(Query query) {
        return rows.count(query);
    }

    @Override
    public Uni<Counts> counts(String gateway) {
        return rows.counts(gateway);
    }

    /// Says in the log what has not ended and belongs to gateways of other names than this: nobody delivers it.
    public void warnOfOtherGateways(String gateway) {
        openOfOthers(gateway).subscribe().with(others -> OtherGateways.warn(others, gateway), _ -> {});
    }

    Uni<Map<String, Long>> openOfOthers(String gateway) {
        return rows.openOfOthers(gateway);
    }

    @Override
    public Uni<StoreStatus> status() {
        return pulse.take();
    }

    /// Writes what waits, then gives up the database: the file's lock, or its leases.
    @Override
    public void close() {
        Closing.quietly(
                writer,
                neighbours,
                backlogReaders,
                peoplesReaders,
                clock::shutdownNow,
                ownership instanceof AutoCloseable own ? own : null,
                resources);
    }

    Figures figures() {
        return figures;
    }

    Retention retention() {
        return retention;
    }

    /// Rows that wait to be written.
    int waiting() {
        return writer.waiting();
    }

    boolean isUp() {
        return writer.isUp();
    }

    /// Usable bytes of the data folder's disk; NaN where nobody measures them.
    double diskFree() {
        return disk == null ? Double.NaN : (double) disk.usable();
    }

    /// Writes something beside the notifications.
    <T extends @Nullable Object> Uni<T> task(Work.Statements<T> statements) {
        return write(caller -> new Work.Task<>(statements, caller));
    }

    /// Reads something beside the notifications.
    <T extends @Nullable Object> Uni<T> read(Readers.Query<T> query) {
        return peoplesReaders.read(query);
    }

    private <T extends @Nullable Object> Uni<T> write(Function<UniEmitter<? super T>, Work<T>> work) {
        return Uni.createFrom().emitter(caller -> writer.submit(work.apply(caller)));
    }

    /// At the start, and on the writer's thread when the last connection broke.
    private WriterSession connect(DataSource writing, Duration margin) throws SQLException {
        WriterSession session = WriterSession.open(dialect, writing, margin);
        try {
            holds.load(session.connection());
            if (order != null) {
                order.load(session.connection());
            }
            session.commit();
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
        if (connected) {
            listeners.rows(null); // the commit that failed may be on disk after all
        }
        connected = true;
        return session;
    }

    /// On the writer's thread.
    private Runnable write(WriterSession session, List<Work<?>> works) throws SQLException {
        Batch batch = new Batch(session, right, outgoing);
        batch.write(works);
        Set<String> own = neighbours == null ? Set.of() : neighbours.announce(session.connection(), batch.written());
        session.commit();
        return () -> committed(session, batch, own);
    }

    private void committed(WriterSession session, Batch batch, Set<String> own) {
        List<Notification> written = List.copyOf(batch.written());
        figures.written.add(written.size());
        figures.late.add(batch.late());
        if (!written.isEmpty()) {
            if (order != null) {
                order.committed(written);
            }
            listeners.committed(written);
        }
        outgoing.announce(batch.told());
        if (neighbours != null) {
            neighbours.announceLost(session.connection(), own);
        }
    }
}
