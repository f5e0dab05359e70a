package io.openclaw.bridge.production;

import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for the connection to be in a wanted state, without polling. Safe from any thread.
final class ConnectionWatch {
    private final Supplier<ClientState> current;
    private final Timer timer;
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

    private record Waiter(Predicate<ClientState> wanted, UniEmitter<? super ClientState> emitter) {}

    ConnectionWatch(Supplier<ClientState> current, Timer timer) {
        this.current = current;
        this.timer = timer;
    }

    /// Completes with the first state that is wanted, or with the state at the end of the timeout.
    Uni<ClientState> until(Predicate<ClientState> wanted, Duration timeout) {
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(wanted, emitter);
            waiters.add(waiter);
            Timer.Task end = timer.schedule(timeout, () -> complete(waiter, current.get()));
            emitter.onTermination(() -> {
                waiters.remove(waiter);
                end.cancel();
            });
            onState(current.get()); // it may have come between asking and waiting
        });
    }

    /// Completes when connected, with nothing where that has not come by the timeout, or where somebody
    /// closed the client.
    Uni<Optional<ClientState.Ready>> connected(Duration timeout) {
        return until(state -> state instanceof ClientState.Ready || state instanceof ClientState.Idle, timeout)
                .map(state -> state instanceof ClientState.Ready ready ? Optional.of(ready) : Optional.empty());
    }

    /// Completes after the delay.
    Uni<Void> pause(Duration delay) {
        return Uni.createFrom().emitter(emitter -> {
            Timer.Task end = timer.schedule(delay, () -> emitter.complete(null));
            emitter.onTermination(end::cancel);
        });
    }

    /// The connection's state changed.
    void onState(ClientState state) {
        for (Waiter waiter : waiters) {
            if (waiter.wanted().test(state)) {
                complete(waiter, state);
            }
        }
    }

    private void complete(Waiter waiter, ClientState state) {
        if (waiters.remove(waiter)) {
            waiter.emitter().complete(state);
        }
    }
}
