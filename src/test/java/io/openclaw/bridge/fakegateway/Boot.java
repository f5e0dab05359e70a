package io.openclaw.bridge.fakegateway;

import io.openclaw.bridge.fakegateway.Answer.Reply;
import io.openclaw.bridge.fakegateway.FaultBook.Strike;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One life of the gateway's process: from its start to its exit or its kill. What it remembers dies with it.
final class Boot {
    private static final long HANDSHAKE_TIMEOUT = 15_000;
    private static final long PING_EVERY = 25_000;
    private static final long HEALTH_EVERY = 60_000;
    private static final long DRAIN_BUDGET = 315_000;

    /// Where the process is in its life.
    sealed interface Life {
        record Accepting() implements Life {}

        /// @param done completes when nothing is in flight any more
        record Draining(Promise<Void> done) implements Life {}

        record Over() implements Life {}
    }

    final World world;
    final String id = UUID.randomUUID().toString();
    private final KeyCache keys = new KeyCache();
    private final List<Connection> connections = new ArrayList<>();
    private final Channels channels;
    private final AgentRuns runs;
    private final Methods methods;
    private final Mischief mischief;
    private Life life = new Life.Accepting();
    private Runnable whenEmpty = () -> {};
    private String health;

    Boot(World world) {
        this.world = world;
        channels = new Channels(world.options());
        runs = new AgentRuns(world, this);
        methods = new Methods(world, this, runs);
        mischief = new Mischief(world.time());
        health = Hello.health(world.options(), world.time());
        world.sessions().booted();
        every(world.options().tickInterval.toMillis(), this::tick);
        every(PING_EVERY, () -> List.copyOf(connections).forEach(Connection::ping));
        every(KeyCache.SWEEP_EVERY, () -> {
            keys.sweep(world.time().now());
            runs.sweep();
        });
        every(HEALTH_EVERY, () -> {
            health = Hello.health(world.options(), world.time());
            toGreeted(connection -> connection.event("health", health));
        });
    }

    // ---- connections

    void opened(Connection connection) {
        connections.add(connection);
        world.turn().touch();
        connection.challenge();
        after(HANDSHAKE_TIMEOUT, () -> {
            if (!connection.isGreeted() && !connection.isMute()) {
                connection.close(1000, "");
            }
        });
    }

    void ended(Connection connection) {
        connections.remove(connection);
        if (connections.isEmpty()) {
            whenEmpty.run();
        }
        world.turn().touch();
    }

    /// Runs once nobody is connected any more.
    void whenEmpty(Runnable action) {
        if (connections.isEmpty()) {
            action.run();
        } else {
            whenEmpty = action;
        }
    }

    List<Connection> connections() {
        return List.copyOf(connections);
    }

    void handshake(Connection connection, Request request, String nonce) {
        world.inbox().add(connection.number, request, world.time().wall());
        world.turn().touch();
        Strike strike = world.faults().forRequest(request.method());
        Reply straight = answer -> connection.answer(request.idJson(), answer);
        Reply reply = strike == null ? straight : mischief.bend(strike, connection, request, straight);
        if (reply != null) {
            new Reception(world, this, connection).receive(request, nonce, reply);
        }
    }

    // ---- requests

    void dispatch(Connection connection, Request request, int frameBytes) {
        world.inbox().add(connection.number, request, world.time().wall());
        Reply straight = answer -> connection.answer(request.idJson(), answer);
        boolean admitted = world.turn().start(frameBytes);
        Strike strike = world.faults().forRequest(request.method());
        Reply reply = strike == null ? straight : mischief.bend(strike, connection, request, straight);
        if (reply == null) {
            return;
        }
        if (admitted) {
            methods.call(connection, request, reply);
        } else {
            reply.send(Answer.failed(GatewayError.busy()));
        }
    }

    KeyCache keys() {
        return keys;
    }

    Channels channels() {
        return channels;
    }

    String health() {
        return health;
    }

    /// Writes a row and tells those who subscribed to its session.
    void row(String session, String role, String text, @Nullable String key, @Nullable String run) {
        Sessions.Row row = world.sessions()
                .append(session, role, text, key, run, world.time().wall());
        for (int i = 0; i < connections.size(); i++) {
            Connection connection = connections.get(i);
            boolean all = connection.subscriptions.contains("*");
            if (all || connection.subscriptions.contains(session)) {
                connection.event("session.message", world.sessions().message(session, row));
                if (all) {
                    connection.event("sessions.changed", world.sessions().changed(session, "send", row.at()));
                }
            }
        }
    }

    /// To every client that may read.
    void broadcast(String event, Function<Connection, String> payload) {
        toGreeted(connection -> {
            if (connection.may("operator.read")) {
                connection.event(event, payload.apply(connection));
            }
        });
    }

    void toGreeted(java.util.function.Consumer<Connection> action) {
        for (Connection connection : List.copyOf(connections)) {
            if (connection.isGreeted()) {
                action.accept(connection);
            }
        }
    }

    private void tick() {
        String payload = "{\"ts\":" + world.time().wall() + "}";
        toGreeted(connection -> {
            if (!connection.has(Fault.NoTicks.class)) {
                connection.event("tick", payload);
            }
        });
    }

    // ---- life

    boolean isDraining() {
        return life instanceof Life.Draining;
    }

    boolean isAccepting() {
        return life instanceof Life.Accepting;
    }

    /// Runs the step in gateway time, unless this boot is over by then.
    Runnable after(long millis, Runnable step) {
        return world.time().after(millis, () -> {
            if (!(life instanceof Life.Over)) {
                step.run();
                world.turn().touch();
            }
        });
    }

    /// Runs the step soon, unless this boot is over by then.
    void soon(Runnable step) {
        world.context().runOnContext(ignored -> {
            if (!(life instanceof Life.Over)) {
                step.run();
                world.turn().touch();
            }
        });
    }

    private void every(long millis, Runnable step) {
        after(millis, () -> {
            step.run();
            every(millis, step);
        });
    }

    /// SIGTERM: nothing new is admitted, what is in flight completes. The returned future tells when it has.
    Future<Void> drain() {
        if (!(life instanceof Life.Accepting)) {
            return life instanceof Life.Draining draining ? draining.done.future() : Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        life = new Life.Draining(done);
        runs.drain();
        after(DRAIN_BUDGET, done::tryComplete);
        settled();
        return done.future();
    }

    /// Something in flight has ended.
    void settled() {
        if (life instanceof Life.Draining draining && keys.inFlight() == 0 && runs.unfinished() == 0) {
            draining.done.tryComplete();
        }
    }

    /// Says goodbye to everybody.
    void shutdown(@Nullable Integer restartExpectedMs) {
        String payload = "{\"reason\":\"gateway stopping\""
                + (restartExpectedMs == null ? "" : ",\"restartExpectedMs\":" + restartExpectedMs) + "}";
        toGreeted(connection -> connection.event("shutdown", payload));
        life = new Life.Over();
        List.copyOf(connections).forEach(connection -> connection.close(1012, "service restart"));
    }

    /// SIGKILL: sockets are gone, steps that were due never happen.
    void kill() {
        life = new Life.Over();
        List.copyOf(connections).forEach(Connection::drop);
        connections.clear();
    }
}
