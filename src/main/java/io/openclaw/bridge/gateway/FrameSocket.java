package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.Frame;
import io.openclaw.bridge.gateway.frame.FrameCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One open WebSocket that carries frames. Ends once, tells so once. Confined to the context that
/// dialled it.
final class FrameSocket {
    /// RFC 6455: the socket went away without a close frame.
    static final int ABNORMAL = 1006;

    private final WebSocket socket;
    private final WebSocketClient client;
    private @Nullable Handler handler;
    private @Nullable Buffer partial;
    private boolean ended;

    /// Whoever uses the socket now.
    interface Handler {
        void onFrame(Frame frame);

        /// A message that is no frame.
        void onGarbage();

        void onClosed(int code, String reason);
    }

    FrameSocket(WebSocket socket, WebSocketClient client) {
        this.socket = socket;
        this.client = client;
        socket.frameHandler(this::onWebSocketFrame);
        socket.exceptionHandler(
                _ -> socket.close()); // broken framing or a frame over the limit; the close handler follows
        socket.closeHandler(_ -> end(
                socket.closeStatusCode() == null ? ABNORMAL : socket.closeStatusCode(),
                socket.closeReason() == null ? "" : socket.closeReason()));
    }

    void handler(Handler next) {
        handler = next;
    }

    void write(String frame) {
        socket.writeTextMessage(frame);
    }

    /// Says goodbye and is over at once: no frame is delivered any more, `onClosed` is not called.
    void close(int code, String reason) {
        handler = null;
        if (!ended) {
            ended = true;
            socket.close((short) code, reason).onComplete(_ -> client.close());
        }
    }

    private void end(int code, String reason) {
        if (!ended) {
            ended = true;
            client.close();
            if (handler != null) {
                handler.onClosed(code, reason);
            }
        }
    }

    private void onWebSocketFrame(WebSocketFrame frame) {
        if (!(frame.isText() || frame.isBinary() || frame.isContinuation())) {
            return; // pings are answered by Vert.x
        }
        Buffer data = frame.binaryData();
        if (frame.isFinal() && partial == null) {
            onMessage(data);
            return;
        }
        partial = partial == null ? Buffer.buffer().appendBuffer(data) : partial.appendBuffer(data);
        if (partial.length() > Dialer.MAX_FRAME) {
            socket.close((short) 1009, "message too big");
        } else if (frame.isFinal()) {
            Buffer whole = partial;
            partial = null;
            onMessage(whole);
        }
    }

    private void onMessage(Buffer data) {
        Optional<Frame> frame = FrameCodec.decode(data.getBytes());
        if (handler != null) {
            if (frame.isPresent()) {
                handler.onFrame(frame.get());
            } else {
                handler.onGarbage();
            }
        }
    }
}
