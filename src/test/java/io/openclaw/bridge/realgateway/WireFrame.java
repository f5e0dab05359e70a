package io.openclaw.bridge.realgateway;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One WebSocket frame (RFC 6455), with the very bytes it came in.
record WireFrame(byte[] raw, boolean last, int opcode, byte[] payload) {

    private static final int CLOSE = 8;

    private static final int LARGEST = 64 * 1024 * 1024;

    boolean closes() {
        return opcode == CLOSE;
    }

    /// Control frames may stand between the fragments of a message.
    boolean control() {
        return opcode >= CLOSE;
    }

    /// Empty at the end of the stream.
    static Optional<WireFrame> read(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        DataInputStream data = new DataInputStream(in);
        int second = data.readUnsignedByte();
        ByteBuffer head = ByteBuffer.allocate(14).put((byte) first).put((byte) second);
        long length = second & 0x7f;
        if (length == 126) {
            short extended = data.readShort();
            head.putShort(extended);
            length = Short.toUnsignedInt(extended);
        } else if (length == 127) {
            length = data.readLong();
            head.putLong(length);
        }
        if (length < 0 || length > LARGEST) {
            throw new IOException("A frame of " + length + " bytes");
        }
        byte[] mask = new byte[0];
        if ((second & 0x80) != 0) {
            mask = exactly(in, 4);
            head.put(mask);
        }
        byte[] body = exactly(in, (int) length);
        byte[] raw = ByteBuffer.allocate(head.position() + body.length)
                .put(head.array(), 0, head.position())
                .put(body)
                .array();
        return Optional.of(new WireFrame(raw, (first & 0x80) != 0, first & 0x0f, unmasked(body, mask)));
    }

    /// As a server sends it: unmasked, and never longer than a control frame may be.
    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + text.length)
                .put((byte) (0x80 | CLOSE))
                .put((byte) (2 + text.length))
                .putShort((short) code)
                .put(text)
                .array();
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The stream ended within a frame");
        }
        return bytes;
    }

    private static byte[] unmasked(byte[] body, byte[] mask) {
        if (mask.length == 0) {
            return body;
        }
        byte[] clear = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            clear[i] = (byte) (body[i] ^ mask[i % 4]);
        }
        return clear;
    }
}
