package io.openclaw.bridge.production;

import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Waits for the connection to be in a wanted state, without polling. Safe from any thread.
final class ConnectionWatch {
    private final Supplier<ClientState> current;
    private final Timer timer;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    private record Waiter(Wanted wanted, UniEmitter<? super ClientState> emitter) {}

    /// What is waited for.
    private interface Wanted {
        /// Whether the state that was found is it.
        default boolean isFound(ClientState state) {
            return isReached(state);
        }

        /// Whether the state that the connection has just come to is it.
        boolean isReached(ClientState state);
    }

    ConnectionWatch(Supplier<ClientState> current, Timer timer) {
        this.current = current;
        this.timer = timer;
    }

    /// Completes with the first state that is wanted, or with the state at the end of the timeout.
    private Uni<ClientState> until(Wanted wanted, Duration timeout) {
        return Uni.createFrom().emitter(emitter -> {
            Waiter waiter = new Waiter(wanted, emitter);
            Timer.Task end = timer.schedule(timeout, () -> complete(waiter, current.get()));
            emitter.onTermination(() -> {
                waiters.remove(waiter);
                end.cancel();
            });
            waiters.add(waiter);
            // It may have come between asking and waiting. Read after the waiter was added: what is
            // missed here is told.
            ClientState found = current.get();
            if (wanted.isFound(found)) {
                complete(waiter, found);
            }
        });
    }

    /// Completes when connected, when a human is needed, when somebody closed the client meanwhile, or
    /// with the
    /// state at the end of the timeout.
    Uni<ClientState> decided(Duration timeout) {
        return Uni.createFrom().deferred(() -> until(new Decision(), timeout));
    }

    private static final class Decision implements Wanted {
        private volatile boolean begun;

        /// A client that was just told to start may be found idle.
        @Override
        public boolean isFound(ClientState state) {
            if (!(state instanceof ClientState.Idle)) {
                begun = true;
            }
            return state instanceof ClientState.Ready || state.hint() != null;
        }

        /// Idle is an end only after a beginning: it may still be the end of what was before.
        @Override
        public boolean isReached(ClientState state) {
            return isFound(state) || begun && state instanceof ClientState.Idle;
        }
    }

    /// Completes when connected, with nothing where that has not come by the timeout, or where somebody
    /// closed the client.
    Uni<Optional<ClientState.Ready>> connected(Duration timeout) {
        return until(state -> state instanceof ClientState.Ready || state instanceof ClientState.Idle, timeout)
                .map(state -> state instanceof ClientState.Ready ready ? Optional.of(ready) : Optional.empty());
    }

    /// Completes after the delay, or where somebody closed the client: then there is nothing to wait
    /// for.
    Uni<Void> pause(Duration delay) {
        return until(state -> state instanceof ClientState.Idle, delay).replaceWithVoid();
    }

    /// The connection's state changed.
    void onState(ClientState state) {
        for (Waiter waiter : waiters) {
            if (waiter.wanted().isReached(state)) {
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
