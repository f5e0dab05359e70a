package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.ErrorShape;
import io.openclaw.bridge.gateway.frame.Frame;
import io.openclaw.bridge.gateway.frame.FrameCodec;
import io.openclaw.bridge.gateway.frame.HelloOk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One usable connection, from `hello-ok` to its one end. Never reused: it ends all its calls once and
/// is thrown away. Confined to the client's context.
final class GatewayConnection implements FrameSocket.Handler {
    /// What the reference client closes with when ticks stay away (contract 7).
    private static final int TICK_TIMEOUT = 4000;

    /// A UTF-16 unit takes at most this many bytes in UTF-8; spares the exact count for all but huge
    /// frames.
    private static final int MAX_BYTES_PER_CHAR = 3;

    private static final CallResult TOO_LARGE = new CallResult.NotWritten(
            CallResult.Why.TOO_LARGE, Duration.ZERO, "the message is larger than the gateway takes");
    private static final CallResult UNWRITABLE = new CallResult.NotWritten(
            CallResult.Why.TOO_LARGE, Duration.ZERO, "the message is nested too deeply to be written as JSON");

    /// Whoever owns the connection.
    interface Owner {
        void onEvent(Frame.Event event);

        /// @param missed how many event numbers were skipped
        void onGap(long missed);

        /// The connection is over: new calls do not reach it any more, and its own end next.
        void onEnd(GatewayConnection connection, CloseReason reason);
    }

    private final FrameSocket socket;
    private final HelloOk hello;
    private final Calls calls;
    private final Owner owner;
    private final PendingCalls pending;
    private final TickWatchdog watchdog;
    private long lastSeq;
    private boolean shutdownAnnounced;
    private @Nullable Duration restartExpected;

    GatewayConnection(FrameSocket socket, HelloOk hello, String bootId, Timer timer, Calls calls, Owner owner) {
        this.socket = socket;
        this.hello = hello;
        this.calls = calls;
        this.owner = owner;
        this.pending = new PendingCalls(bootId, timer, calls);
        this.watchdog = new TickWatchdog(timer, hello.tickInterval(), silence -> {
            socket.close(TICK_TIMEOUT, "tick timeout");
            end(new CloseReason.Silent(silence));
        });
        socket.handler(this);
    }

    /// Writes the call and answers null; where that cannot be done, nothing has happened and it answers why.
    @Nullable
    CallResult write(String id, PendingCall waiting) {
        Call call = waiting.call;
        String frame;
        try {
            frame = FrameCodec.encode(new Frame.Request(
                    id, call.method(), call.params(), hello.protocol() >= 4 ? call.traceparent() : null));
        } catch (RuntimeException | StackOverflowError e) {
            return UNWRITABLE; // the caller's params: too deep, or no plain JSON
        }
        if (isTooLarge(frame)) {
            return TOO_LARGE;
        }
        pending.add(id, waiting);
        socket.write(frame);
        return null;
    }

    private boolean isTooLarge(String frame) {
        return (long) frame.length() * MAX_BYTES_PER_CHAR > hello.maxPayload()
                && frame.getBytes(StandardCharsets.UTF_8).length > hello.maxPayload();
    }

    long expire(long now) {
        return pending.expire(now);
    }

    long unsolicitedAnswers() {
        return pending.unsolicited();
    }

    void close() {
        socket.close(1000, "");
        end(new CloseReason.ByUs());
    }

    @Override
    public void onFrame(Frame frame) {
        watchdog.frameSeen();
        switch (frame) {
            case Frame.Response response -> onResponse(response);
            case Frame.Event event -> onEvent(event);
            case Frame.Request _ -> {} // operators are asked nothing
        }
    }

    /// A message that is no frame proves that the peer lives, and nothing else: calls keep their
    /// deadlines.
    @Override
    public void onGarbage() {
        watchdog.frameSeen();
    }

    @Override
    public void onClosed(int code, String reason) {
        end(new CloseReason.Closed(code, reason, shutdownAnnounced, restartExpected));
    }

    private void onResponse(Frame.Response response) {
        ErrorShape error = response.error();
        if (error != null && error.isGatewayPause()) {
            calls.onPause(error.retryAfter() == null ? Duration.ofSeconds(1) : error.retryAfter());
        } else if (error != null && isBusy(error)) {
            calls.onBusy();
        } else {
            calls.onAnswer();
        }
        pending.onResponse(response);
    }

    /// Contract 3.1: UNAVAILABLE, retryable, without details or retryAfterMs, and this sentence.
    static boolean isBusy(ErrorShape error) {
        return error.code().equals("UNAVAILABLE")
                && error.retryable()
                && error.details().isEmpty()
                && error.message().contains("server is busy");
    }

    private void onEvent(Frame.Event event) {
        if (event.seq() > 0) {
            long missed = event.seq() - lastSeq - 1; // both from 0 upwards: no overflow
            lastSeq = Math.max(lastSeq, event.seq());
            if (missed > 0) {
                owner.onGap(missed);
            }
        }
        if (event.name().equals("shutdown")) {
            shutdownAnnounced = true;
            long restartMs = event.payload().path("restartExpectedMs").asLong(0);
            restartExpected = restartMs > 0
                    ? Duration.ofMillis(Math.min(restartMs, Duration.ofHours(1).toMillis()))
                    : null;
            calls.onPause(restartExpected == null ? Duration.ofSeconds(1) : restartExpected);
        }
        owner.onEvent(event);
    }

    private void end(CloseReason reason) {
        watchdog.stop();
        calls.detach();
        owner.onEnd(this, reason);
        calls.endWaiting();
        pending.endAll(reason);
    }
}
