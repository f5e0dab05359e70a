package io.openclaw.bridge.fakegateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A fake OpenClaw gateway for tests and benchmarks.
///
///     try (FakeGateway gateway = FakeGateway.start()) {
///         gateway.inject(new Fault.Silence("send"), times(1));
///         … connect a client to gateway.uri() with gateway.token() …
///         gateway.awaitRequests("send", 1);
///         assertThat(gateway.posted()).hasSize(1);
///     }
///
/// Methods block until the gateway's own thread has done the work, so what they return is consistent; they must not be called
/// from a thread of Vert.x.
public final class FakeGateway implements AutoCloseable {
    private final GatewayThread thread;
    private final World world;
    private final GatewayProcess process;

    private FakeGateway(FakeGatewayOptions options) {
        thread = new GatewayThread(options.patience);
        GatewayTime time =
                options.manualTime ? new GatewayTime.Manual() : new GatewayTime.Scaled(thread.vertx, options.timeScale);
        Sessions sessions = new Sessions(options);
        Journal journal = new Journal(options.journal, sessions);
        FaultBook faults = new FaultBook();
        world = new World(
                options,
                thread.vertx,
                thread.context,
                time,
                thread.turn,
                faults,
                new Inbox(options.rememberedRequests),
                journal,
                new Platform(journal, time, options, faults),
                sessions,
                new Devices());
        thread.atTurnsEnd(journal::flush);
        process = thread.call(() -> new GatewayProcess(world));
    }

    public static FakeGateway start() {
        return start(FakeGatewayOptions.defaults());
    }

    public static FakeGateway start(FakeGatewayOptions options) {
        FakeGateway gateway = new FakeGateway(options);
        try {
            gateway.thread.await(gateway.process::open);
        } catch (RuntimeException e) {
            gateway.thread.close();
            throw e;
        }
        return gateway;
    }

    // ---- where and who

    /// `ws://…` or `wss://…`; the same over restarts.
    public URI uri() {
        return URI.create((world.options().tls == null ? "ws" : "wss") + "://" + world.options().host + ":" + port());
    }

    public int port() {
        return thread.call(process::port);
    }

    public String token() {
        return world.options().token;
    }

    /// Changes with every boot.
    public String bootId() {
        return thread.call(() -> process.boot().id);
    }

    // ---- faults

    public void inject(Fault fault) {
        inject(fault, Times.times(1));
    }

    public void inject(Fault fault, Times times) {
        thread.run(() -> {
            if (fault instanceof Fault.Shutdown shutdown) {
                process.shutDownAndReboot(shutdown.restartMs());
            } else {
                world.faults().inject(fault, times);
            }
        });
    }

    public List<String> unconsumedFaults() {
        return thread.call(world.faults()::unconsumed);
    }

    public void clearFaults() {
        thread.run(world.faults()::clear);
    }

    // ---- what happened

    /// Everything that people got to see, in order.
    public List<Posted> posted() {
        return thread.call(world.journal()::all);
    }

    public List<Posted> postedWithKey(String key) {
        return thread.call(() -> world.journal().withKey(key));
    }

    /// Every request frame, oldest first; see [FakeGatewayOptions#rememberedRequests(int)].
    public List<ReceivedRequest> requests() {
        return thread.call(world.inbox()::all);
    }

    public List<ReceivedRequest> requests(String method) {
        return requests().stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    /// How many sockets are open now.
    public int openSockets() {
        return thread.call(() -> process.boot().connections().size());
    }

    /// How many upgrades there have been, across boots.
    public int connectionCount() {
        return thread.call(world.inbox()::connections);
    }

    // ---- waits: until a condition holds, see FakeGatewayOptions.patience

    public List<Posted> awaitPosted(int atLeast) {
        await("at least " + atLeast + " posted messages", () -> world.journal().size() >= atLeast);
        return posted();
    }

    public List<ReceivedRequest> awaitRequests(String method, int atLeast) {
        await(
                "at least " + atLeast + " requests of " + method,
                () -> world.inbox().count(method) >= atLeast);
        return requests(method);
    }

    /// Until so many connections have had their `hello-ok` and are open.
    public void awaitConnections(int atLeast) {
        await(
                "at least " + atLeast + " greeted connections",
                () -> process.boot().connections().stream()
                                .filter(Connection::isGreeted)
                                .count()
                        >= atLeast);
    }

    /// Until so many upgrades have happened, across boots and whatever became of them.
    public void awaitUpgrades(int atLeast) {
        await("at least " + atLeast + " upgrades", () -> world.inbox().connections() >= atLeast);
    }

    public void awaitNoSockets() {
        await("no open sockets", () -> process.boot().connections().isEmpty());
    }

    public PairingRequest awaitPairingRequest() {
        await("a pairing request", () -> !world.devices().pending().isEmpty());
        return thread.call(() -> world.devices().pending().iterator().next());
    }

    // ---- time, people and people's hands

    /// Moves a gateway of [FakeGatewayOptions#manualTime()]; everything that falls due on the way happens before this returns.
    public void advance(Duration duration) {
        if (!(world.time() instanceof GatewayTime.Manual manual)) {
            throw new IllegalStateException("only a gateway of manualTime() can be advanced");
        }
        thread.run(() -> manual.advance(duration.toMillis()));
    }

    public List<PairingRequest> pairingRequests() {
        return thread.call(() -> List.copyOf(world.devices().pending()));
    }

    public void approvePairing(String requestId) {
        thread.run(() -> {
            if (!world.devices().approve(requestId, world.time().wall())) {
                throw new IllegalArgumentException("nobody asked for pairing with request id " + requestId);
            }
        });
    }

    /// Forgets the device; its sockets close with 4001.
    public void removeDevice(String deviceId) {
        thread.run(() -> {
            world.devices().remove(deviceId);
            process.boot().toGreeted(connection -> {
                if (connection.isOf(deviceId)) {
                    connection.close(4001, "device removed");
                }
            });
        });
    }

    /// An event to every greeted connection, with the next sequence number.
    public void emit(String event, @Nullable String payloadJson) {
        thread.run(() -> process.boot().toGreeted(connection -> connection.event(event, payloadJson)));
    }

    public void closeSockets(int code, String reason) {
        thread.run(() -> process.boot().connections().forEach(connection -> connection.close(code, reason)));
    }

    /// Resets every connection: 1006 on the other side.
    public void dropSockets() {
        thread.run(() -> process.boot().connections().forEach(Connection::drop));
    }

    // ---- life and death of the gateway's process

    /// SIGTERM: new work is refused, work in flight completes, `shutdown`, close 1012. Returns at once; see [#awaitExit()].
    public void terminate() {
        thread.run(process::terminate);
    }

    /// Until a terminated gateway's port is shut.
    public void awaitExit() {
        await("its exit", process::isDown);
    }

    /// Until the port is open again, after a [Fault.Shutdown].
    public void awaitUp() {
        await("its return", () -> !process.isDown());
    }

    /// SIGKILL: sockets are reset, what was on its way stays where it was.
    public void kill() {
        thread.await(process::kill);
    }

    /// A new process on the same port: new boot id, empty key cache, no runs.
    public void boot() {
        thread.await(process::reboot);
    }

    /// [#terminate()], [#awaitExit()], [#boot()].
    public void restart() {
        terminate();
        awaitExit();
        boot();
    }

    /// Ends everything. Faults and sockets that are left are the extension's business.
    @Override
    public void close() {
        thread.run(() -> {
            process.boot().kill();
            world.journal().close();
        });
        thread.close();
    }

    /// Numbers for people.
    public Map<String, Object> stats() {
        return thread.call(this::picture);
    }

    private void await(String what, BooleanSupplier condition) {
        thread.await(what, condition, this::picture);
    }

    private Map<String, Object> picture() {
        Boot boot = process.boot();
        return Map.of(
                "boot", boot.id,
                "posted", world.journal().size(),
                "sockets", boot.connections().size(),
                "upgrades", world.inbox().connections(),
                "keys", boot.keys().size(),
                "requests", world.inbox().counts(),
                "unconsumedFaults", world.faults().unconsumed());
    }
}
