package io.openclaw.bridge.mock;

import io.openclaw.bridge.AuthenticationException;
import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.BridgeStatus.Breaker;
import io.openclaw.bridge.BridgeStatus.BreakerState;
import io.openclaw.bridge.ConnectTimeoutException;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.NetworkException;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.NotSent;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The simulated socket and breaker: what is wanted, what is possible, and the state that follows.
/// Touched under the [Stage]'s lock only.
final class MockConnection {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration SLOW_RETRY = Duration.ofMinutes(1);
    private static final Duration NEXT_TRY = Duration.ofSeconds(1);

    /// Told of every change; runs under the lock.
    interface Listener {
        void changed();

        /// A connection is back after an earlier one: events were missed.
        void returned();
    }

    private final Stage stage;
    private final Listener listener;
    private final List<UniEmitter<? super Void>> connecting = new ArrayList<>();

    private ConnectionState state = ConnectionState.DISCONNECTED;
    private Instant since;
    private long reconnects;
    private @Nullable String lastError;
    private Breaker breaker = Breaker.CLOSED;
    private boolean known;

    /// Whether somebody called connect() and nobody close().
    private boolean wanted;

    private boolean reachable = true;

    /// What a human must do first; null for nothing.
    private @Nullable String hint;

    MockConnection(Stage stage, Listener listener) {
        this.stage = stage;
        this.listener = listener;
        this.since = stage.now();
    }

    BridgeStatus.Connection connection() {
        return new BridgeStatus.Connection(
                state, since, reconnects, state == ConnectionState.CONNECTED ? null : lastError, hint);
    }

    Breaker breaker() {
        return breaker;
    }

    boolean connected() {
        return state == ConnectionState.CONNECTED;
    }

    /// Whether a gateway was ever reached, so that its facts are known.
    boolean known() {
        return known;
    }

    void connect(UniEmitter<? super Void> caller) {
        wanted = true;
        if (connected()) {
            stage.afterwards(() -> caller.complete(null));
            return;
        }
        connecting.add(caller);
        if (state == ConnectionState.DISCONNECTED) {
            move(ConnectionState.CONNECTING);
        }
        tryToConnect();
        if (connecting.contains(caller)) {
            stage.after(CONNECT_TIMEOUT, () -> giveUp(caller));
        }
    }

    private void giveUp(UniEmitter<? super Void> caller) {
        if (connecting.remove(caller)) {
            ConnectTimeoutException late = new ConnectTimeoutException(
                    "not connected within " + CONNECT_TIMEOUT.toSeconds() + " s: " + lastError, null);
            stage.afterwards(() -> caller.fail(late));
        }
    }

    void close() {
        wanted = false;
        failConnecting(new NetworkException("the bridge was closed", null, null));
        if (state != ConnectionState.DISCONNECTED) {
            move(ConnectionState.DISCONNECTED);
        }
    }

    void lose(String cause) {
        reachable = false;
        lastError = cause;
        if (connected()) {
            move(ConnectionState.RECONNECTING);
        }
    }

    /// Loses a connection and gets it back at once.
    void bounce(String cause) {
        if (connected()) {
            lastError = cause;
            move(ConnectionState.RECONNECTING);
            tryToConnect();
        }
    }

    void requireHuman(String remedy) {
        hint = remedy;
        lastError = remedy;
        if (wanted) {
            tryToConnect();
        }
    }

    void restore() {
        reachable = true;
        hint = null;
        if (wanted) {
            tryToConnect();
        }
    }

    void openBreaker(Duration retryAfter) {
        Breaker opened = new Breaker(BreakerState.OPEN, stage.now().plus(retryAfter), breaker.trips() + 1);
        breaker = opened;
        listener.changed();
        stage.after(retryAfter, () -> {
            if (breaker.equals(opened)) {
                closeBreaker();
            }
        });
    }

    void closeBreaker() {
        if (breaker.state() != BreakerState.CLOSED) {
            breaker = new Breaker(BreakerState.CLOSED, null, breaker.trips());
            listener.changed();
        }
    }

    /// Forgets the past, keeps the connection if it is wanted.
    void reset() {
        closeBreaker();
        restore();
        reconnects = 0;
        lastError = null;
        breaker = Breaker.CLOSED;
    }

    /// Why nothing can leave now; empty if it can.
    Optional<Outcome> obstacle() {
        Optional<Outcome> disconnected = disconnected();
        if (disconnected.isPresent() || breaker.openUntil() == null) {
            return disconnected;
        }
        return Optional.of(new NotSent(
                NotSent.Reason.BREAKER_OPEN,
                Duration.between(stage.now(), breaker.openUntil()),
                "the circuit breaker is open after repeated failures"));
    }

    /// The same for calls that pass the breaker by.
    Optional<Outcome> disconnected() {
        return switch (state) {
            case CONNECTED -> Optional.empty();
            case FAILED ->
                Optional.of(new NotSent(
                        NotSent.Reason.HUMAN_NEEDED,
                        SLOW_RETRY,
                        Objects.requireNonNullElse(hint, "a human is needed")));
            case DISCONNECTED ->
                Optional.of(new NotSent(
                        NotSent.Reason.NOT_CONNECTED, NEXT_TRY, "the bridge is not connected; call connect()"));
            case CONNECTING, RECONNECTING ->
                Optional.of(new NotSent(
                        NotSent.Reason.NOT_CONNECTED, NEXT_TRY, "the gateway is not connected: " + lastError));
        };
    }

    private void tryToConnect() {
        String remedy = hint;
        if (remedy != null) {
            failConnecting(new AuthenticationException(remedy, null));
            if (state != ConnectionState.FAILED) {
                move(ConnectionState.FAILED);
            }
        } else if (reachable && !connected()) {
            arrive();
        }
    }

    private void arrive() {
        boolean lost = state == ConnectionState.RECONNECTING || (known && state == ConnectionState.FAILED);
        boolean returned = known;
        reconnects += lost ? 1 : 0;
        known = true;
        // A new hello-ok probes the breaker at once.
        breaker = new Breaker(BreakerState.CLOSED, null, breaker.trips());
        move(ConnectionState.CONNECTED);
        if (returned) {
            listener.returned();
        }
        List<UniEmitter<? super Void>> arrived = List.copyOf(connecting);
        connecting.clear();
        stage.afterwards(() -> arrived.forEach(caller -> caller.complete(null)));
    }

    private void failConnecting(BridgeException cause) {
        List<UniEmitter<? super Void>> failed = List.copyOf(connecting);
        connecting.clear();
        stage.afterwards(() -> failed.forEach(caller -> caller.fail(cause)));
    }

    private void move(ConnectionState next) {
        state = next;
        since = stage.now();
        listener.changed();
    }
}
