package io.openclaw.bridge.fakegateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Everything that can go wrong on the gateway's side, on demand.
///
/// Injected with [FakeGateway#inject(Fault, Times)] and consumed by the next matching connections, requests or events, oldest first.
public sealed interface Fault {

    /// Holds for the next connection, from its upgrade to its end. One connection takes one pending fault of every kind.
    sealed interface OnConnection extends Fault {}

    /// Holds for the next request of a method; `*` is every method but `connect`.
    sealed interface OnRequest extends Fault {
        String method();
    }

    /// Whether the gateway had done the work when the fault struck.
    enum Effect {
        /// The request is swallowed: nothing is posted, no run begins.
        NONE,
        /// The work is done, only its answer is lost. The nastier case, and the default.
        DONE
    }

    /// What the gateway may fall silent after.
    enum FrameKind {
        CHALLENGE,
        HELLO,
        /// The first of `agent`'s two answers.
        ACCEPTED,
        /// Any other answer.
        RESPONSE,
        EVENT
    }

    // ---- the upgrade and the handshake

    /// The upgrade succeeds; `connect.challenge` never comes.
    record NoChallenge() implements OnConnection {}

    /// Plain HTTP instead of 101.
    ///
    /// @param retryAfterSeconds null leaves the header out
    record RefuseUpgrade(int status, @Nullable Integer retryAfterSeconds) implements OnConnection {}

    /// `connect` is answered with this error, then the socket is closed.
    record RefuseConnect(GatewayError error, int closeCode, String closeReason) implements OnConnection {

        public RefuseConnect(String code, String message, String detailsCode) {
            this(new GatewayError(code, message).withDetails(java.util.Map.of("code", detailsCode)), 1008, message);
        }
    }

    /// The gateway is still starting: UNAVAILABLE, retryable after 500 ms, close 1013.
    record StartupSidecars() implements OnConnection {}

    /// `hello-ok` takes its time (gateway time).
    record SlowHandshake(Duration delay) implements OnConnection {}

    /// `hello-ok.auth.scopes` is empty: connected, and every call will be FORBIDDEN.
    record HelloWithoutScopes() implements OnConnection {}

    record HelloWithoutBootId() implements OnConnection {}

    /// A protocol 3 gateway for this one connection (contract section 9).
    record ProtocolOnly3() implements OnConnection {}

    // ---- the socket

    /// Open, reading, and mute after the first frame of this kind.
    record StallAfter(FrameKind kind) implements OnConnection {}

    record NoTicks() implements OnConnection {}

    /// Every frame is sent as a binary one.
    record BinaryFrames() implements OnConnection {}

    /// Every message is sent in pieces of so many bytes.
    record Fragmented(int bytes) implements OnConnection {}

    /// The request closes the socket instead of being answered.
    record CloseWith(String method, int code, String reason, Effect effect) implements OnRequest {
        public CloseWith(String method, int code, String reason) {
            this(method, code, reason, Effect.DONE);
        }
    }

    /// The request resets the connection: no close frame, 1006 on the other side.
    record DropSocket(String method, Effect effect) implements OnRequest {
        public DropSocket(String method) {
            this(method, Effect.DONE);
        }
    }

    // ---- the answer

    /// This text comes as a frame of its own before the answer.
    record Garbage(String method, String text) implements OnRequest {
        public Garbage(String method) {
            this(method, "{\"type\":\"res\",\"id\":");
        }
    }

    /// Never answered.
    record Silence(String method, Effect effect) implements OnRequest {
        public Silence(String method) {
            this(method, Effect.DONE);
        }
    }

    /// Answered late (gateway time).
    record LateAnswer(String method, Duration delay) implements OnRequest {}

    /// `agent`: accepted, and the final answer never comes.
    record AcceptThenSilence() implements OnRequest {
        @Override
        public String method() {
            return "agent";
        }
    }

    /// `agent`: the final answer comes once more.
    record AnswerAfterFinal() implements OnRequest {
        @Override
        public String method() {
            return "agent";
        }
    }

    /// An answer to a request that nobody made comes before the right one.
    record AnswerUnknownId(String method) implements OnRequest {}

    record AnswerTwice(String method) implements OnRequest {}

    /// Answers are held until the last of the injected times, then leave in reverse.
    record AnswerOutOfOrder(String method) implements OnRequest {}

    /// The answer's payload is padded until the frame has at least so many bytes.
    record Oversize(String method, int bytes) implements OnRequest {}

    // ---- errors without any effect

    /// The global start queue is full.
    record Busy(String method) implements OnRequest {}

    /// `gateway-restarting`, though the gateway stays up.
    record Restarting(String method) implements OnRequest {}

    /// @param retryAfterMs null leaves it out
    record RetryableUnavailable(String method, @Nullable Integer retryAfterMs) implements OnRequest {}

    record Fail(String method, GatewayError error) implements OnRequest {}

    // ---- beyond the gateway

    /// The next message that reaches the platform fares as if these words stood in it: `TG403`,
    /// `TGNET` … (see [Platform]).
    record PlatformMood(String words) implements Fault {}

    /// The next turn that begins goes as if these words stood in its text: `FAIL500`, `NOREPLY`,
    /// `SLEEP=ms`.
    record ModelMood(String words) implements Fault {}

    // ---- events and the whole gateway

    /// The next event's `seq` leaves a gap of so many.
    record SkipSeq(int by) implements Fault {}

    /// At once: `shutdown` is announced, all sockets close with 1012, the port is shut, and a new boot follows after so many gateway milliseconds.
    record Shutdown(int restartMs) implements Fault {}
}
