package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One connection through the [FrameRecorder]: a thread per direction, and a lock around what is written to the client,
/// where a cut may come in between two frames.
final class RecordedConnection {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MILLIS_FOR_A_GOODBYE = 5_000;

    private final FrameRecorder recorder;
    private final int number;
    private final Socket client;
    private final Object clientWrites = new Object();
    private final Set<String> withheldIds = ConcurrentHashMap.newKeySet();
    private final List<byte[]> keptBack = new ArrayList<>();
    private @Nullable Socket gateway;
    private volatile boolean deaf;

    RecordedConnection(FrameRecorder recorder, int number, Socket client) {
        this.recorder = recorder;
        this.number = number;
        this.client = client;
    }

    void relay(URI target) {
        try (Socket up = new Socket(target.getHost(), target.getPort())) {
            gateway = up;
            client.setTcpNoDelay(true);
            up.setTcpNoDelay(true);
            InputStream fromClient = new BufferedInputStream(client.getInputStream());
            InputStream fromGateway = new BufferedInputStream(up.getInputStream());
            String request = head(fromClient);
            recorder.upgraded(request);
            write(up, request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = head(fromGateway);
            write(client, answer.getBytes(StandardCharsets.ISO_8859_1));
            if (!answer.startsWith("HTTP/1.1 101")) {
                fromGateway.transferTo(client.getOutputStream());
                client.close();
                return;
            }
            Thread down = Thread.ofVirtual().start(() -> fromGateway(fromGateway));
            fromClient(fromClient, up);
            down.join();
        } catch (IOException lost) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        } finally {
            recorder.ended(this);
        }
    }

    /// From here on the client hears nothing more from the gateway.
    void deafen() {
        synchronized (clientWrites) {
            deaf = true;
        }
    }

    void cut(Cut cut) {
        deafen();
        switch (cut) {
            case Cut.Reset() -> reset();
            case Cut.Close(int code, String reason) -> {
                try {
                    client.setSoTimeout(MILLIS_FOR_A_GOODBYE);
                    synchronized (clientWrites) {
                        write(client, WireFrame.close(code, reason));
                    }
                } catch (IOException gone) {
                    reset();
                }
            }
        }
        // Not closed at once: a close with bytes unread would reset the connection, and the gateway might lose
        // the very request that was to reach it.
        Socket up = gateway;
        if (up != null) {
            shut(up);
        }
    }

    void release() {
        synchronized (clientWrites) {
            withheldIds.clear();
            try {
                for (byte[] raw : keptBack) {
                    if (!deaf) {
                        write(client, raw);
                    }
                }
            } catch (IOException gone) {
                reset();
            }
            keptBack.clear();
        }
    }

    private void fromClient(InputStream in, Socket up) {
        Message message = new Message();
        try {
            Optional<WireFrame> next;
            while ((next = WireFrame.read(in)).isPresent()) {
                WireFrame frame = next.get();
                if (deaf && frame.closes()) {
                    break;
                } else if (!deaf && frame.control()) {
                    write(up, frame.raw());
                } else if (!deaf && message.add(frame)) {
                    request(message, up);
                }
            }
            client.close();
        } catch (IOException | UncheckedIOException lost) {
            reset();
        } finally {
            shut(up);
        }
    }

    private void request(Message message, Socket up) {
        RecordedFrame request = record(RecordedFrame.Direction.FROM_CLIENT, message.text());
        byte[] raw = message.take();
        if (recorder.withholds(request.method())) {
            withheldIds.add(request.id());
        }
        recorder.recorded(request);
        recorder.pass(request, this, () -> passOn(up, raw));
    }

    private void fromGateway(InputStream in) {
        Message message = new Message();
        try {
            Optional<WireFrame> next;
            while ((next = WireFrame.read(in)).isPresent()) {
                WireFrame frame = next.get();
                if (frame.control()) {
                    answer(frame.raw(), "");
                } else if (message.add(frame)) {
                    RecordedFrame received = record(RecordedFrame.Direction.FROM_GATEWAY, message.text());
                    recorder.recorded(received);
                    answer(message.take(), received.id());
                }
            }
            if (!deaf) {
                client.close();
            }
        } catch (IOException lost) {
            reset();
        }
    }

    private void answer(byte[] raw, String id) throws IOException {
        synchronized (clientWrites) {
            if (withheldIds.contains(id)) {
                keptBack.add(raw);
            } else if (!deaf) {
                write(client, raw);
            }
        }
    }

    private RecordedFrame record(RecordedFrame.Direction direction, String text) {
        JsonNode body;
        try {
            body = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            body = MissingNode.getInstance();
        }
        return new RecordedFrame(number, Instant.now(), direction, text, body);
    }

    private void reset() {
        try {
            client.setSoLinger(true, 0);
            client.close();
        } catch (IOException alreadyClosed) {
            // Which is what was wanted.
        }
    }

    private static void shut(Socket up) {
        try {
            up.shutdownOutput();
        } catch (IOException alreadyClosed) {
            // Which is what was wanted.
        }
    }

    private static void passOn(Socket socket, byte[] raw) {
        try {
            write(socket, raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The stream ended within the upgrade");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /// Puts fragments together.
    private static final class Message {

        private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
        private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

        /// Whether the message is now whole.
        boolean add(WireFrame frame) {
            payload.writeBytes(frame.payload());
            raw.writeBytes(frame.raw());
            return frame.last();
        }

        String text() {
            return payload.toString(StandardCharsets.UTF_8);
        }

        byte[] take() {
            byte[] bytes = raw.toByteArray();
            payload.reset();
            raw.reset();
            return bytes;
        }
    }
}
