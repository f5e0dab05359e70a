package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Fault.Effect;
import io.openclaw.bridge.fakegateway.Times;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `close()` in every phase: every call ends once, no socket and no timer is left, and `start()` begins anew. That nothing
/// is left is checked by [TestClient#close()] after each test, too.
@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class CloseTest {

    @Test
    void beforeStart(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway);

        client.close();
        client.close();

        assertThat(client.states()).isEmpty();
        client.start().ready();
    }

    @Test
    void whileTheTokenIsRead(FakeGateway gateway, Clients.Maker clients) {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        TestClient client = clients.with(GatewaySettings.of(gateway.uri(), () -> {
                    asked.countDown();
                    await(go);
                    return gateway.token();
                }))
                .start();
        await(asked);

        client.close();
        go.countDown();
        client.settle();
        assertThat(gateway.connectionCount()).isZero();

        client.start().ready();
        assertThat(gateway.connectionCount()).isEqualTo(1);
    }

    @Test
    void whileDialling(Clients.Maker clients) throws IOException {
        try (ServerSocket door = new ServerSocket(0)) {
            TestClient client = clients.to(URI.create("ws://127.0.0.1:" + door.getLocalPort()))
                    .start();
            try (Socket socket = door.accept()) {
                assertThat(socket.getInputStream().read()).as("their upgrade").isPositive();

                client.close();

                assertThat(readToEnd(socket)).as("hung up").isTrue();
            }
            client.start();
            try (Socket socket = door.accept()) {
                assertThat(socket.getInputStream().read()).as("their upgrade").isPositive();
            }
        }
    }

    @Test
    void whileShakingHands(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(HandMadeGateway.Peer::challenge);
        TestClient client = clients.to(gateway.uri()).start();
        HandMadeGateway.Peer first = gateway.peer();
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> first.received().size() == 1);

        client.close();

        Awaitility.await().atMost(TestClient.PATIENCE).until(() -> first.socket.closeStatusCode() != null);
        assertThat(first.socket.closeStatusCode()).isEqualTo((short) 1000);
        client.start();
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() ->
                        gateway.upgrades() == 2 && gateway.peer().received().size() == 1);
    }

    @Test
    void whileWaitingForTheNextAttempt(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.CloseWith("connect", 1011, ""));
        TestClient client = clients.to(gateway).start();
        client.waiting();

        client.close();
        client.time.advance(Duration.ofHours(1));

        assertThat(gateway.connectionCount()).isEqualTo(1);
        client.start();
        assertThat(client.next(ClientState.Connecting.class).attempt()).isZero();
        client.ready();
    }

    @Test
    void whenReadyWithCallsInFlightAndWaitingAndRunning(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("health", Effect.NONE), Times.times(2));
        gateway.inject(new Fault.AcceptThenSilence());
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(2, 10)).start();
        String boot = client.ready().bootId();
        CallResult accepted = client.ask(TestClient.agent("run"));
        assertThat(accepted).isInstanceOf(CallResult.Accepted.class);
        CompletableFuture<CallResult> last =
                ((CallResult.Accepted) accepted).last().subscribeAsCompletionStage();
        List<CompletableFuture<CallResult>> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(client.call(TestClient.health()));
        }
        gateway.awaitRequests("health", 2);

        client.close();

        CallResult lost = new CallResult.Lost(new CloseReason.ByUs(), boot);
        assertThat(TestClient.get(last)).isEqualTo(lost);
        assertThat(calls.subList(0, 2))
                .allSatisfy(call -> assertThat(TestClient.get(call)).isEqualTo(lost));
        assertThat(calls.subList(2, 5))
                .allSatisfy(call -> assertThat(TestClient.get(call)).isInstanceOf(CallResult.NotWritten.class));
        gateway.awaitNoSockets();
        assertThat(client.ask(TestClient.health()))
                .isInstanceOfSatisfying(
                        CallResult.NotWritten.class,
                        notWritten -> assertThat(notWritten.why()).isEqualTo(CallResult.Why.NOT_CONNECTED));
        client.start().ready();
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void theGatewayIsToldGoodbye(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> peer.greet(HandMadeGateway.hello(), ignored -> {}));
        TestClient client = clients.to(gateway.uri()).start();
        client.ready();

        client.close();

        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> gateway.peer().socket.closeStatusCode() != null);
        assertThat(gateway.peer().socket.closeStatusCode()).isEqualTo((short) 1000);
    }

    @Test
    void whileThePeerTakesNoGoodbye(Clients.Maker clients) throws IOException {
        try (DeafPeer peer = new DeafPeer(HandMadeGateway.hello())) {
            TestClient client = clients.to(peer.uri()).start();
            client.ready();
            // More than all buffers between can hold: our farewell stays behind it.
            CompletableFuture<CallResult> stuck =
                    client.call(Call.of("big", TestClient.params().put("text", "x".repeat(24 * 1024 * 1024))));
            client.settle();

            CompletableFuture<Void> closed = client.client.close().subscribeAsCompletionStage();
            assertThat(TestClient.get(stuck)).isInstanceOf(CallResult.Lost.class);
            client.time.advance(Duration.ofSeconds(2));

            TestClient.get(closed);
            client.awaitTimers(0);
        }
    }

    @Test
    void startTwiceMakesOneConnection(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start().start();
        client.ready();
        client.start();
        client.settle();

        assertThat(gateway.connectionCount()).isEqualTo(1);
        assertThat(client.client.snapshot().attempts()).isEqualTo(1);
    }

    @Test
    void startRightAfterCloseMakesAnotherConnectionAndOnlyOne(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        for (int i = 0; i < 20; i++) {
            client.client.close().subscribe().with(_ -> {});
            client.start();
            client.ready();
        }
        gateway.awaitConnections(1);

        Awaitility.await().atMost(TestClient.PATIENCE).until(() -> gateway.openSockets() == 1);
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    /// Starts and stops come from all sides while attempts fail, succeed and fall due.
    @RepeatedTest(5)
    void aStopThatRacesWithAReconnectWins(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        for (int round = 0; round < 30; round++) {
            gateway.dropSockets();
            List<Thread> threads = new ArrayList<>();
            threads.add(Thread.ofVirtual().start(() -> client.time.advance(Duration.ofSeconds(1))));
            threads.add(Thread.ofVirtual().start(client::start));
            threads.add(
                    Thread.ofVirtual().start(() -> client.client.close().await().atMost(TestClient.PATIENCE)));
            threads.add(Thread.ofVirtual().start(() -> client.ask(TestClient.health())));
            threads.forEach(CloseTest::join);
            if (round % 3 == 0) {
                client.start();
            }
        }

        client.close();

        gateway.awaitNoSockets();
        client.start().ready();
        while (!(client.client.state() instanceof ClientState.Ready)) {
            client.ready();
        }
        Awaitility.await().atMost(TestClient.PATIENCE).until(() -> gateway.openSockets() == 1);
    }

    @Test
    void aListenerMayCloseStartAndCallFromInsideAnyState(FakeGateway gateway, Clients.Maker clients) {
        AtomicInteger rounds = new AtomicInteger();
        List<CallResult> results = new ArrayList<>();
        TestClient[] self = new TestClient[1];
        self[0] = clients.with(GatewaySettings.of(gateway.uri(), gateway::token), new GatewayListener() {
            @Override
            public void onState(ClientState state) {
                self[0].client.call(TestClient.health()).subscribe().with(results::add);
                if (rounds.get() >= 6) {
                    return;
                }
                switch (state) {
                    case ClientState.Connecting connecting
                    when connecting.attempt() == 0 && rounds.get() == 0 -> {
                        rounds.incrementAndGet();
                        self[0].client.close().subscribe().with(ignored -> {});
                    }
                    case ClientState.Ready ready -> {
                        rounds.incrementAndGet();
                        self[0].client.close().subscribe().with(ignored -> {});
                    }
                    case ClientState.Idle idle -> {
                        rounds.incrementAndGet();
                        self[0].client.start();
                    }
                    default -> {}
                }
            }
        });
        self[0].start();
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> rounds.get() >= 6 && self[0].client.state() instanceof ClientState.Ready);

        Awaitility.await().atMost(TestClient.PATIENCE).until(() -> gateway.openSockets() == 1);
        self[0].settle();
        self[0].ask(TestClient.health());
        assertThat(results).as("one result for each state").hasSameSizeAs(self[0].states());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean readToEnd(Socket socket) throws IOException {
        socket.setSoTimeout((int) TestClient.PATIENCE.toMillis());
        byte[] bytes = new byte[8_192];
        while (socket.getInputStream().read(bytes) >= 0) {}
        return true;
    }

    /// Says all that is needed for Ready, then neither reads nor writes nor hangs up.
    private static final class DeafPeer implements AutoCloseable {
        private final ServerSocket door = new ServerSocket();
        private final ObjectNode hello;

        /// Held: a socket that is out of reach is closed.
        private volatile @Nullable Socket socket;

        DeafPeer(ObjectNode hello) throws IOException {
            this.hello = hello;
            door.setReceiveBufferSize(8_192);
            door.bind(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0));
            Thread.ofVirtual().start(this::serve);
        }

        URI uri() {
            return URI.create("ws://127.0.0.1:" + door.getLocalPort());
        }

        @SuppressWarnings("AddressSelection")
        private void serve() {
            try {
                Socket opened = door.accept();
                socket = opened;
                InputStream in = opened.getInputStream();
                OutputStream out = opened.getOutputStream();
                StringBuilder head = new StringBuilder();
                while (head.indexOf("\r\n\r\n") < 0) {
                    head.append((char) in.read());
                }
                String key = head.toString()
                        .lines()
                        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElseThrow();
                String accept = Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1")
                                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                        .getBytes(StandardCharsets.US_ASCII)));
                out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                text(
                        out,
                        "{\"type\":\"event\",\"event\":\"connect.challenge\",\"payload\":{\"nonce\":\"n\",\"ts\":1}}");
                in.read(); // something of their `connect`
                text(out, "{\"type\":\"res\",\"id\":\"connect\",\"ok\":true,\"payload\":" + hello + "}");
            } catch (IOException | GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private static void text(OutputStream out, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write(0x81);
            if (bytes.length < 126) {
                out.write(bytes.length);
            } else {
                out.write(126);
                out.write(bytes.length >> 8);
                out.write(bytes.length);
            }
            out.write(bytes);
            out.flush();
        }

        @Override
        public void close() throws IOException {
            door.close();
            if (socket != null) {
                socket.close();
            }
        }
    }
}
