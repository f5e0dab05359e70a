package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LeakTest {
    @RegisterExtension
    @Order(1)
    static final FakeGatewayExtension GATEWAYS = new FakeGatewayExtension(
            FakeGatewayOptions.defaults().rememberedRequests(0).fullHealth(false));

    @RegisterExtension
    @Order(2)
    static final Clients CLIENTS = new Clients();

    private static final int WARM_UP = 150;
    private static final int RECONNECTS = 1_000;

    /// What each attempt and each connection makes, on our side only.
    private static final List<String> MADE = List.of(
            Attempt.class.getName(),
            Handshake.class.getName(),
            FrameSocket.class.getName(),
            GatewayConnection.class.getName(),
            "io.vertx.core.http.impl.WebSocketClientImpl",
            "io.vertx.core.http.impl.Http1xClientConnection");

    private record Footprint(int threads, long descriptors, Map<String, Long> objects) {
        static Footprint now() {
            long descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getOpenFileDescriptorCount()
                    : 0;
            return new Footprint(Thread.activeCount(), descriptors, reachable());
        }

        /// Objects that are still reachable, by class.
        private static Map<String, Long> reachable() {
            try {
                String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "gcClassHistogram",
                                new Object[] {new String[0]},
                                new String[] {String[].class.getName()});
                return histogram
                        .lines()
                        .map(line -> line.strip().split("\\s+"))
                        .filter(columns -> columns.length >= 4 && MADE.contains(columns[3]))
                        .collect(Collectors.toMap(
                                columns -> columns[3], columns -> Long.valueOf(columns[1]), Long::sum));
            } catch (JMException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aThousandReconnectsLeaveNothingBehind(FakeGateway gateway, Clients.Maker clients) throws IOException {
        VirtualTimer time = new VirtualTimer();
        GatewayClient client = new GatewayClient(
                clients.vertx(),
                GatewaySettings.of(gateway.uri(), gateway::token),
                clients.device(),
                DeviceTokens.load(clients.tokenFile()),
                time::on,
                TestClient.NO_JITTER,
                GatewayListener.NONE);
        client.start();
        await(client, ClientState.Ready.class);
        for (int i = 0; i < WARM_UP; i++) {
            reconnect(i, gateway, client, time);
        }
        Footprint before = Footprint.now();

        for (int i = 0; i < RECONNECTS; i++) {
            reconnect(i, gateway, client, time);
        }

        Awaitility.await().atMost(TestClient.PATIENCE).untilAsserted(() -> {
            Footprint after = Footprint.now();
            assertThat(after.descriptors).isLessThanOrEqualTo(before.descriptors + 2);
            assertThat(after.threads).isLessThanOrEqualTo(before.threads + 2);
            assertThat(after.objects)
                    .isNotEmpty()
                    .allSatisfy((type, count) -> assertThat(count).as(type).isLessThanOrEqualTo(20));
            assertThat(time.scheduled()).as("the watchdog").hasSize(1);
        });
        assertThat(client.snapshot().reconnects()).isGreaterThanOrEqualTo(RECONNECTS);
        client.close().await().atMost(TestClient.PATIENCE);
    }

    /// A connection ends in one of all the ways there are, and is made again.
    private static void reconnect(int round, FakeGateway gateway, GatewayClient client, VirtualTimer time) {
        client.call(TestClient.health()).await().atMost(TestClient.PATIENCE);
        switch (round % 6) {
            case 0 -> {
                gateway.dropSockets();
                retry(client, time);
            }
            case 1 -> {
                gateway.closeSockets(1012, "service restart");
                retry(client, time);
            }
            case 2 -> {
                client.close().await().atMost(TestClient.PATIENCE);
                client.start();
            }
            case 3 -> {
                gateway.inject(new Fault.RefuseUpgrade(503, null));
                gateway.dropSockets();
                retry(client, time);
                retry(client, time);
            }
            case 4 -> {
                gateway.inject(new Fault.CloseWith("connect", 1011, ""));
                gateway.dropSockets();
                retry(client, time);
                retry(client, time);
            }
            default -> {
                time.advance(Duration.ofSeconds(75));
                retry(client, time);
            }
        }
        await(client, ClientState.Ready.class);
    }

    private static void retry(GatewayClient client, VirtualTimer time) {
        ClientState.Waiting waiting = await(client, ClientState.Waiting.class);
        time.advance(waiting.retry().delay());
    }

    private static <S extends ClientState> S await(GatewayClient client, Class<S> kind) {
        return kind.cast(Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(client::state, kind::isInstance));
    }
}
