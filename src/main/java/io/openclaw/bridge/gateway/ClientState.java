package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.HelloOk;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where the client stands. Exactly one at a time; replaced, never changed.
public sealed interface ClientState {

    /// When this state began.
    Instant since();

    /// Not asked to connect, or closed.
    record Idle(Instant since) implements ClientState {}

    /// Opening a socket or shaking hands.
    ///
    /// @param attempt how many have failed since the last `hello-ok`, from 0
    /// @param before the wait that this attempt ended; null for a first attempt
    record Connecting(Instant since, int attempt, @Nullable Waiting before) implements ClientState {}

    /// Usable. `hello` was said and the scopes suffice.
    record Ready(Instant since, HelloOk hello, String bootId) implements ClientState {}

    /// Between two attempts.
    ///
    /// @param reason why the last one ended
    /// @param retry when the next one starts and whether a human is needed
    record Waiting(Instant since, CloseReason reason, Reconnector.Retry retry) implements ClientState {}

    /// What a human must do before this changes; null where nothing is to be done.
    default @Nullable String hint() {
        return switch (this) {
            case Waiting waiting -> waiting.retry().hint();
            case Connecting connecting ->
                connecting.before() == null ? null : connecting.before().hint();
            case Idle _, Ready _ -> null;
        };
    }
}
