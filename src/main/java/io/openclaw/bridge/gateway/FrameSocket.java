package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.Frame;
import io.openclaw.bridge.gateway.frame.FrameCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.impl.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One open WebSocket that carries frames. Ends once, tells so once. Confined to the context that
/// dialled it.
final class FrameSocket {
    private static final Logger LOG = System.getLogger(FrameSocket.class.getName());

    /// RFC 6455: the socket went away without a close frame.
    static final int ABNORMAL = 1006;

    private static final int TOO_BIG = 1009;
    private static final int INTERNAL_ERROR = 1011;

    /// A peer that does not take, or not answer, our close frame gets this long.
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final WebSocket socket;
    private final Supplier<Future<Void>> hangUp;
    private final Context context;
    private final Timer timer;
    private @Nullable Handler handler;
    private @Nullable Buffer partial;
    private Timer.@Nullable Task giveUp;
    private boolean ended;

    /// Whoever uses the socket now.
    interface Handler {
        void onFrame(Frame frame);

        /// A message that is no frame.
        void onGarbage();

        void onClosed(int code, String reason);
    }

    /// @param hangUp closes the socket; the future tells when it is gone. May be asked twice
    FrameSocket(WebSocket socket, Supplier<Future<Void>> hangUp, Context context, Timer timer) {
        this.socket = socket;
        this.hangUp = hangUp;
        this.context = context;
        this.timer = timer;
        socket.frameHandler(this::onWebSocketFrame);
        // Broken framing, a frame over the limit, a reset: nothing good can follow, so nothing more is read.
        socket.exceptionHandler(e -> breakOff(ABNORMAL, String.valueOf(e.getMessage())));
        socket.closeHandler(_ -> onSocketClosed());
    }

    void handler(Handler next) {
        handler = next;
    }

    void write(String frame) {
        socket.writeTextMessage(frame);
    }

    /// Says goodbye and is over at once: no frame is delivered any more, `onClosed` is not called. The peer can delay the
    /// socket's own end by [#CLOSING] at most.
    void close(int code, String reason) {
        handler = null;
        if (!ended) {
            ended = true;
            sayGoodbye(code, reason);
        }
    }

    private void breakOff(int code, String reason) {
        if (!ended) {
            ended = true;
            sayGoodbye(code, "");
            tellClosed(code, reason);
        }
    }

    private void sayGoodbye(int code, String reason) {
        partial = null;
        socket.close((short) (code == ABNORMAL ? 1000 : code), reason);
        giveUp = timer.schedule(CLOSING, this::kill);
    }

    private void onSocketClosed() {
        // In the next turn: in this one Vert.x still owes the peer the answer to its close frame.
        context.runOnContext(_ -> hangUp());
        if (!ended) {
            ended = true;
            partial = null;
            giveUp = timer.schedule(CLOSING, this::kill);
            tellClosed(
                    socket.closeStatusCode() == null ? ABNORMAL : socket.closeStatusCode(),
                    socket.closeReason() == null ? "" : socket.closeReason());
        }
    }

    private void hangUp() {
        hangUp.get().onComplete(_ -> {
            if (giveUp != null) {
                giveUp.cancel();
            }
        });
    }

    /// Vert.x closes nothing before all that was written has been sent, and its own time limit starts only then: a dead
    /// peer would keep the socket until TCP gives up.
    private void kill() {
        if (((WebSocketInternal) socket).connection() instanceof ConnectionBase connection
                && !connection.closeFuture().isComplete()) {
            connection.fail(new IOException("the peer does not let go"));
        }
        hangUp();
    }

    private void tellClosed(int code, String reason) {
        Handler last = handler;
        handler = null;
        if (last != null) {
            last.onClosed(code, reason);
        }
    }

    private void onWebSocketFrame(WebSocketFrame frame) {
        if (ended || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
            return; // pings are answered by Vert.x
        }
        Buffer data = frame.binaryData();
        if (frame.isFinal() && partial == null) {
            onMessage(data);
            return;
        }
        partial = partial == null ? Buffer.buffer().appendBuffer(data) : partial.appendBuffer(data);
        if (partial.length() > Dialer.MAX_FRAME) {
            breakOff(TOO_BIG, "a message of more than " + Dialer.MAX_FRAME + " bytes");
        } else if (frame.isFinal()) {
            Buffer whole = partial;
            partial = null;
            onMessage(whole);
        }
    }

    private void onMessage(Buffer data) {
        Handler current = handler;
        if (current == null) {
            return;
        }
        try {
            Optional<Frame> frame = FrameCodec.decode(data.getBytes());
            if (frame.isPresent()) {
                current.onFrame(frame.get());
            } else {
                current.onGarbage();
            }
        } catch (RuntimeException | Error e) {
            // Vert.x would log it and read on, with whatever was left half done and calls that nobody ends.
            LOG.log(Level.ERROR, "A frame from the gateway could not be handled; its connection is given up", e);
            breakOff(
                    INTERNAL_ERROR,
                    "internal error of this side: " + e.getClass().getSimpleName());
        }
    }
}
