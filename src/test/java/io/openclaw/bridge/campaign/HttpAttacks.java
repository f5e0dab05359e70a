package io.openclaw.bridge.campaign;

import io.openclaw.bridge.fuzz.Finding;
import io.openclaw.bridge.fuzz.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What can be done to an HTTP server from outside, on loopback. Each attack ends by itself and closes what it opened.
final class HttpAttacks {
    private static final String POST =
            "POST /api/v1/notifications HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    private static final String LIST =
            "GET /api/v1/notifications?include=message&limit=200 HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final long GIGABYTE = 1L << 30;

    /// An empty line between requests means nothing.
    private static final String UNREAD = "\r\n";

    private final Target target;
    private final long patienceMillis;

    /// @param patienceMillis after which the service is to have cut off who dawdles
    HttpAttacks(Target target, long patienceMillis) {
        this.target = target;
        this.patienceMillis = patienceMillis;
    }

    /// Connections that say nothing.
    void idle(int connections) throws IOException, InterruptedException {
        awaitCut(open(connections, ""), "");
    }

    /// Heads that come a byte at a time.
    void slowHeads(int connections) throws IOException, InterruptedException {
        awaitCut(open(connections, "GET /api/v1/status HTTP/1.1\r\nHost: a\r\nX-A: "), "a");
    }

    /// Bodies that come a byte at a time.
    void slowBodies(int connections) throws IOException, InterruptedException {
        awaitCut(open(connections, POST + "Content-Length: 200000\r\n\r\n{"), " ");
    }

    /// One asks for much, again and again, and reads nothing.
    void pipelined(int requests) throws IOException, InterruptedException {
        List<SocketChannel> one = open(1, "");
        SocketChannel channel = one.getFirst();
        channel.configureBlocking(false);
        ByteBuffer all = bytes(LIST.repeat(requests));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        try {
            while (all.hasRemaining() && System.nanoTime() < end) {
                channel.write(all);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (IOException e) {
            // cut
        }
        awaitCut(one, UNREAD);
    }

    /// Many ask for much, and read nothing.
    void slowReaders(int connections) throws IOException, InterruptedException {
        awaitCut(open(connections, LIST), UNREAD);
    }

    /// A body of a gigabyte, announced or not: refused before much of it was sent.
    void giantBody() throws IOException {
        String announced = exchange(bytes(POST + "Content-Length: " + GIGABYTE + "\r\n\r\n{"));
        expect(announced, "413", "a body of 1 GiB");
        long sent = 0;
        byte[] chunk = new byte[65_536];
        byte[] head = "10000\r\n".getBytes(StandardCharsets.ISO_8859_1);
        try (Socket socket = socket()) {
            OutputStream out = socket.getOutputStream();
            out.write(array(POST + "Transfer-Encoding: chunked\r\n\r\n"));
            for (; sent < GIGABYTE; sent += chunk.length) {
                out.write(head);
                out.write(chunk);
                out.write('\r');
                out.write('\n');
            }
        } catch (SocketException e) {
            // cut
        }
        if (sent > 64L << 20) {
            throw new Finding("of a chunked body " + sent + " bytes were taken");
        }
    }

    /// What a JSON reader may choke on.
    void hardJson() throws IOException {
        for (String value : List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(40_000),
                "1e999999999",
                "9".repeat(200_000),
                "\"\\u0000".repeat(30_000))) {
            refused("{\"sessionKey\":\"telegram:dm:1\",\"message\":\"x\",\"metadata\":{\"n\":" + value + "}}", "");
        }
        refused("{\"metadata\":{\"n\":" + "9".repeat(1_000_000) + "}}", "");
    }

    /// Compressed bodies are not unpacked.
    void compressed() throws IOException {
        for (String encoding : List.of("gzip", "deflate", "br", "gzip, gzip", "zstd")) {
            refused("\u001f\u008b" + "\u0000".repeat(10_000), "Content-Encoding: " + encoding + "\r\n");
        }
    }

    /// Heads without measure, lies about lengths, other protocols.
    void oddHeads() throws IOException {
        for (String head : List.of(
                "GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(100_000) + "\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(1 << 20) + "\r\n\r\n",
                "GET /" + "y".repeat(1 << 20) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                "G".repeat(100_000),
                POST + "Content-Length: -1\r\n\r\n{}",
                POST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                POST + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                        + "\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000".repeat(10_000),
                "GET /api/v1/status HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
                "GET /api/v1/status HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001" + "\u0000".repeat(500))) {
            String answer = exchange(bytes(head));
            if (answer.startsWith("HTTP/1.1 101") || answer.startsWith("HTTP/1.1 5")) {
                throw new Finding("answered " + answer.lines().findFirst().orElse("") + " to "
                        + head.substring(0, Math.min(80, head.length())));
            }
        }
    }

    private void refused(String body, String headers) throws IOException {
        String answer = exchange(bytes(POST + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body));
        expect(answer, "4", body.substring(0, Math.min(60, body.length())));
    }

    private static void expect(String answer, String status, String what) {
        if (!answer.startsWith("HTTP/1.1 " + status)) {
            throw new Finding(
                    what + " is answered " + answer.lines().findFirst().orElse("not at all"));
        }
    }

    /// One connection's answer as far as it comes within a moment.
    private String exchange(ByteBuffer request) throws IOException {
        try (Socket socket = socket()) {
            socket.setSoTimeout(5_000);
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(request.array());
                } catch (IOException e) {
                    // cut while it writes
                }
            });
            byte[] answer = new byte[400];
            int length;
            try {
                length = socket.getInputStream().read(answer);
            } catch (SocketTimeoutException e) {
                length = 0;
            } catch (SocketException e) {
                return "cut";
            } finally {
                writer.interrupt();
            }
            return length < 0 ? "cut" : new String(answer, 0, length, StandardCharsets.ISO_8859_1);
        }
    }

    private Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), target.door());
    }

    private List<SocketChannel> open(int connections, String words) throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, 4_096);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.door()));
            channel.write(bytes(words));
            channel.configureBlocking(false);
            open.add(channel);
        }
        return open;
    }

    /// Drips until all are cut.
    private void awaitCut(List<SocketChannel> open, String drop) throws IOException, InterruptedException {
        int all = open.size();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3 * patienceMillis + 5_000);
        try {
            while (!open.isEmpty()) {
                open.removeIf(channel -> isCut(channel, drop));
                if (System.nanoTime() > end) {
                    throw new Finding(open.size() + " of " + all + " dawdling connections are still there");
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    /// Who does not read learns of it by writing.
    private static boolean isCut(SocketChannel channel, String drop) {
        try {
            if (!drop.isEmpty()) {
                channel.write(bytes(drop));
            }
            if (drop.equals(UNREAD) || channel.read(ByteBuffer.allocate(1)) >= 0) {
                return false;
            }
        } catch (IOException e) {
            // reset
        }
        try {
            channel.close();
        } catch (IOException e) {
            // gone anyhow
        }
        return true;
    }

    private static byte[] array(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(array(text));
    }
}
