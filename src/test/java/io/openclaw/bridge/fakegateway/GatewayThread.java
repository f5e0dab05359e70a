package io.openclaw.bridge.fakegateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The one thread that a fake gateway lives on, and the way onto it for everybody else.
final class GatewayThread {
    /// For work that waits for nobody.
    private static final long ANSWERS_WITHIN = 10_000;

    final Vertx vertx = Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
    final Context context = vertx.getOrCreateContext();
    final Turn turn = new Turn(context, this::turnEnded);
    private final List<Waiter> waiters = new ArrayList<>();
    private final Duration patience;
    private Runnable atTurnsEnd = () -> {};

    /// @param patience how long waits last before they fail
    GatewayThread(Duration patience) {
        this.patience = patience;
    }

    private record Waiter(BooleanSupplier condition, Promise<Void> fulfilled) {}

    /// Runs after everything that one turn of the event loop has brought.
    void atTurnsEnd(Runnable work) {
        atTurnsEnd = work;
    }

    void run(Runnable work) {
        call(() -> {
            work.run();
            turn.touch();
            return true;
        });
    }

    <T> T call(Supplier<T> work) {
        return await(() -> Future.succeededFuture(work.get()));
    }

    /// Does the work over there and blocks until its future has completed.
    <T> T await(Supplier<Future<T>> work) {
        if (Context.isOnVertxThread()) {
            throw new IllegalStateException("a Vert.x thread must not ask the fake gateway: it might wait for itself");
        }
        Promise<T> promise = Promise.promise();
        context.runOnContext(ignored -> {
            try {
                work.get().onComplete(promise);
            } catch (RuntimeException | Error e) {
                promise.fail(e);
            }
        });
        return get(promise.future(), "the fake gateway's thread does not answer");
    }

    /// Blocks until the condition, which is looked at over there at every turn's end, holds.
    ///
    /// @param picture what there is instead, for the error
    void await(String what, BooleanSupplier condition, Supplier<Object> picture) {
        Waiter waiter = new Waiter(condition, Promise.promise());
        run(() -> waiters.add(waiter));
        try {
            waiter.fulfilled
                    .future()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("waited " + patience.toMillis() + " ms for " + what + " at the gateway, which has "
                    + call(picture));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            run(() -> waiters.remove(waiter));
        }
    }

    void close() {
        await(vertx::close);
    }

    private void turnEnded() {
        atTurnsEnd.run();
        for (Waiter waiter : waiters) {
            if (waiter.condition.getAsBoolean()) {
                waiter.fulfilled.tryComplete();
            }
        }
    }

    private static <T> T get(Future<T> future, String complaint) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(ANSWERS_WITHIN, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new IllegalStateException(complaint, e);
        }
    }
}
