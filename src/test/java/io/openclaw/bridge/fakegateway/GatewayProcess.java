package io.openclaw.bridge.fakegateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/// Starts, stops and kills boots of the gateway, always on the same port. Confined to the gateway's thread.
final class GatewayProcess {
    /// What the closing handshakes are given before the port is shut; the real one's grace.
    private static final long CLOSE_GRACE = 1_000;

    private static final int OPENINGS = 50;
    private static final long OPENING_PAUSE = 100;

    private final World world;
    private Boot boot;
    private @Nullable Door door;
    private int port;

    GatewayProcess(World world) {
        this.world = world;
        port = world.options().port;
        boot = new Boot(world);
    }

    Boot boot() {
        return boot;
    }

    int port() {
        return port;
    }

    boolean isDown() {
        return door == null;
    }

    /// Opens the port to the current boot.
    Future<Void> open() {
        return open(OPENINGS);
    }

    private Future<Void> open(int tries) {
        return Door.open(world, boot, port)
                .<Void>map(opened -> {
                    door = opened;
                    port = opened.port();
                    world.turn().touch();
                    return null;
                })
                .recover(failure -> {
                    if (tries == 1) {
                        return Future.failedFuture(failure);
                    }
                    // While the port was shut, some outgoing connection on this machine may have been given its number.
                    Promise<Void> later = Promise.promise();
                    world.vertx()
                            .setTimer(OPENING_PAUSE, ignored -> open(tries - 1).onComplete(later));
                    return later.future();
                });
    }

    Future<Void> reboot() {
        boot = new Boot(world);
        return open();
    }

    void terminate() {
        Boot leaving = boot;
        leaving.drain().onSuccess(ignored -> {
            leaving.shutdown(null);
            shutWhenAllHaveLeft(leaving);
        });
    }

    Future<Void> kill() {
        boot.kill();
        return shut();
    }

    void shutDownAndReboot(int restartMs) {
        boot.shutdown(restartMs);
        shutWhenAllHaveLeft(boot);
        world.time().after(restartMs, () -> shut().compose(ignored -> reboot()));
    }

    private void shutWhenAllHaveLeft(Boot leaving) {
        long timer = world.vertx().setTimer(CLOSE_GRACE, ignored -> shut());
        leaving.whenEmpty(() -> {
            world.vertx().cancelTimer(timer);
            shut();
        });
    }

    private Future<Void> shut() {
        Door shutting = door;
        if (shutting == null) {
            return Future.succeededFuture();
        }
        return shutting.shut().onComplete(ignored -> {
            if (door == shutting) {
                door = null;
            }
            world.turn().touch();
        });
    }
}
