package io.openclaw.bridge.campaign;

import io.openclaw.bridge.bench.AmqpPeer;
import io.openclaw.bridge.fuzz.Finding;
import io.openclaw.bridge.fuzz.Target;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonSender;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.message.Message;

/// What can be done to the embedded broker from outside, on loopback.
final class AmqpAttacks implements AutoCloseable {
    private static final String QUEUE = "openclaw.notifications";

    private final Target target;
    private final Vertx vertx = Vertx.vertx();

    AmqpAttacks(Target target) {
        this.target = target;
    }

    /// Silent connections and handshakes that do not go on: cut after the broker's 10 s for a handshake, or its 60 s for
    /// an idle one.
    void unfinished(int connections) throws IOException {
        List<Socket> open = new ArrayList<>();
        List<String> beginnings = List.of(
                "",
                "A",
                "AMQP\u0000\u0001\u0000\u0000",
                "AMQP\u0003\u0001\u0000\u0000",
                "AMQP\u0000\u0001\u0000\u0000\u007f\u00ff\u00ff\u00ff\u0002\u0000\u0000\u0000",
                "GET / HTTP/1.1\r\n\r\n",
                "\u0000".repeat(10_000));
        for (int i = 0; i < connections; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.queue());
            try {
                socket.getOutputStream()
                        .write(beginnings.get(i % beginnings.size()).getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // cut at once
            }
            open.add(socket);
        }
        int left = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(75);
        for (Socket socket : open) {
            left += isCutBy(socket, end) ? 0 : 1;
            socket.close();
        }
        if (left > 0) {
            throw new Finding(left + " of " + connections + " unfinished AMQP connections are still there");
        }
    }

    private static boolean isCutBy(Socket socket, long end) throws IOException {
        try {
            while (true) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                socket.setSoTimeout((int) Math.max(1, millis));
                if (socket.getInputStream().read() < 0) {
                    return true;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /// Messages larger than any notification: refused, and told so.
    void giantMessages(int bytes) throws Exception {
        try (AmqpPeer peer = AmqpPeer.connect(vertx, target.queue(), () -> {})) {
            CompletableFuture<DeliveryState> end = new CompletableFuture<>();
            Message message = AmqpPeer.notification("giant", "");
            message.setBody(new Data(new Binary(new byte[bytes])));
            peer.sender(
                    QUEUE,
                    "queue",
                    sender -> sender.send(message, delivery -> end.complete(delivery.getRemoteState())));
            DeliveryState state = end.get(60, TimeUnit.SECONDS);
            if (state instanceof Accepted) {
                throw new Finding("a message of " + bytes + " bytes is accepted");
            }
        }
    }

    /// More links than anybody needs, on a few connections, and half of a message on each.
    void manyLinks(int links) throws Exception {
        List<AmqpPeer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                AmqpPeer peer = AmqpPeer.connect(vertx, target.queue(), () -> {});
                peers.add(peer);
                CompletableFuture<ProtonSender> last = new CompletableFuture<>();
                for (int link = 0; link < links / 4; link++) {
                    peer.sender(QUEUE, "queue", link == links / 4 - 1 ? last::complete : _ -> {});
                }
                last.get(60, TimeUnit.SECONDS);
                peer.receiver("openclaw.events", "topic", (_, _) -> {}, () -> {});
            }
        } finally {
            peers.forEach(AmqpPeer::close);
        }
    }

    /// Transactions that are begun and never ended: of what they sent, nothing may arrive.
    void leftovers(int transactions) {
        for (int i = 0; i < transactions; i++) {
            try (JMSContext context = jms("").createContext(JMSContext.SESSION_TRANSACTED)) {
                context.createProducer()
                        .send(
                                context.createQueue(QUEUE),
                                "{\"sessionKey\":\"telegram:dm:666\",\"message\":\"never committed\"}");
            }
        }
        if (!target.get("/api/v1/notifications?sessionKey=telegram:dm:666")
                .path("items")
                .isEmpty()) {
            throw new Finding("what was sent in a transaction that was never committed is stored");
        }
    }

    /// Subscribers of outcomes that never take one.
    void deafSubscribers(int subscribers) throws InterruptedException {
        List<JMSContext> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < subscribers; i++) {
                JMSContext context = jms("?jms.prefetchPolicy.all=0").createContext();
                deaf.add(context);
                context.createConsumer(context.createTopic("openclaw.events"));
            }
            TimeUnit.SECONDS.sleep(2);
        } finally {
            deaf.forEach(JMSContext::close);
        }
    }

    private JmsConnectionFactory jms(String options) {
        return new JmsConnectionFactory("amqp://127.0.0.1:" + target.queue() + options);
    }

    /// Comes and goes without a word, many times.
    void comeAndGo(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            AmqpPeer.connect(vertx, target.queue(), () -> {}).close();
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}
