package io.openclaw.bridge.intake.rest;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// HTTP/1.1 by hand over one kept connection: says what no decent client would say. Reconnects when
/// the server closed.
public final class RawHttp implements AutoCloseable {
    private final int port;
    private Socket socket;
    private InputStream in;

    public RawHttp(int port) throws IOException {
        this.port = port;
        connect();
    }

    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String contentType() {
            return headers.getOrDefault("content-type", "");
        }
    }

    private void connect() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /// Sends a request with a Content-Length.
    ///
    /// @param head request line and headers, lines ended by CRLF, without Host and Content-Length
    public Answer send(String head, byte[] body) throws IOException {
        String[] lines = head.split("\r\n", 2);
        String rest = lines.length > 1 ? lines[1] : "";
        return sendRaw(
                bytes(
                        lines[0] + "\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n" + rest + "\r\n",
                        body),
                lines[0].startsWith("HEAD "));
    }

    /// Sends bytes as they are and reads one answer.
    Answer sendRaw(byte[] request, boolean head) throws IOException {
        try {
            socket.getOutputStream().write(request);
            return answer(head);
        } catch (EOFException | java.net.SocketException e) {
            // The server closed the kept connection after the answer before this one.
            socket.close();
            connect();
            socket.getOutputStream().write(request);
            return answer(head);
        }
    }

    /// Sends several requests at once and reads as many answers.
    List<Answer> pipeline(String requests, int count) throws IOException {
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(answer(false));
        }
        return answers;
    }

    private Answer answer(boolean head) throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        int code = Integer.parseInt(status.substring(9, 12));
        if (code == 100) {
            return answer(head);
        }
        byte[] body = head ? new byte[0] : body(headers);
        if ("close".equals(headers.get("connection"))) {
            socket.close();
            connect();
        }
        return new Answer(code, headers, body);
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return in.readNBytes(Integer.parseInt(headers.get("content-length")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.writeBytes(in.readNBytes(size));
                line();
            }
            line();
        }
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed");
            }
            line.append((char) c);
        }
        return line.substring(0, Math.max(0, line.length() - 1));
    }

    private static byte[] bytes(String head, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
