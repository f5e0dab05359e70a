package io.openclaw.bridge.fuzz;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Between a client and a gateway, on the level of bytes: what the gateway says can be changed, WebSocket framing included.
/// The editor is called on event loops.
final class WireTap implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final int FINAL = 0x80;

    /// Takes each whole frame of the gateway.
    interface Editor {
        /// @param first its first byte: final bit, reserved bits and opcode
        /// @param client what is written here, the client reads
        void edit(int first, byte[] payload, NetSocket client);
    }

    private final NetServer server;
    private final AtomicInteger open = new AtomicInteger();
    private volatile Editor editor;

    /// @param gateway its port
    WireTap(Vertx vertx, int gateway, Editor editor) throws Exception {
        this.editor = editor;
        server = vertx.createNetServer();
        NetClient dialler = vertx.createNetClient();
        server.connectHandler(client -> {
            client.pause();
            open.incrementAndGet();
            dialler.connect(gateway, "127.0.0.1").onComplete(dialled -> {
                if (dialled.failed()) {
                    open.decrementAndGet();
                    client.close();
                    return;
                }
                NetSocket other = dialled.result();
                client.handler(other::write)
                        .closeHandler(_ -> {
                            open.decrementAndGet();
                            other.close();
                        })
                        .exceptionHandler(_ -> {});
                other.handler(new Frames(client))
                        .closeHandler(_ -> client.close())
                        .exceptionHandler(_ -> {});
                client.resume();
            });
        });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    /// Whether a client has a socket here, its handshake over or not.
    boolean isInUse() {
        return open.get() > 0;
    }

    void editor(Editor next) {
        editor = next;
    }

    /// A frame from server to client, as it goes over the wire.
    static Buffer frame(int first, byte[] payload) {
        Buffer frame = Buffer.buffer().appendByte((byte) first);
        if (payload.length < 126) {
            frame.appendByte((byte) payload.length);
        } else if (payload.length < 65_536) {
            frame.appendByte((byte) 126).appendUnsignedShort(payload.length);
        } else {
            frame.appendByte((byte) 127).appendLong(payload.length);
        }
        return frame.appendBytes(payload);
    }

    static Buffer text(byte[] payload) {
        return frame(FINAL | TEXT, payload);
    }

    private final class Frames implements io.vertx.core.Handler<Buffer> {
        private final NetSocket client;
        private Buffer pending = Buffer.buffer();
        private boolean upgraded;

        Frames(NetSocket client) {
            this.client = client;
        }

        @Override
        public void handle(Buffer chunk) {
            pending.appendBuffer(chunk);
            if (!upgraded) {
                int end = pending.toString(java.nio.charset.StandardCharsets.ISO_8859_1)
                        .indexOf("\r\n\r\n");
                if (end < 0) {
                    return;
                }
                client.write(pending.slice(0, end + 4).copy());
                pending = pending.getBuffer(end + 4, pending.length());
                upgraded = true;
            }
            while (next()) {}
        }

        private boolean next() {
            if (pending.length() < 2) {
                return false;
            }
            long length = pending.getUnsignedByte(1) & 127;
            int head = length == 126 ? 4 : length == 127 ? 10 : 2;
            if (pending.length() < head) {
                return false;
            }
            length = head == 4 ? pending.getUnsignedShort(2) : head == 10 ? pending.getLong(2) : length;
            if (pending.length() < head + length) {
                return false;
            }
            int end = head + (int) length;
            int first = pending.getUnsignedByte(0);
            byte[] payload = pending.getBytes(head, end);
            pending = pending.getBuffer(end, pending.length());
            editor.edit(first, payload, client);
            return true;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
