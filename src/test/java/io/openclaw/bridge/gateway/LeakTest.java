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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LeakTest {
    @RegisterExtension
    @Order(1)
    static final FakeGatewayExtension GATEWAYS =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().rememberedRequests(0).fullHealth(false));

    @RegisterExtension
    @Order(2)
    static final Clients CLIENTS = new Clients();

    private static final int WARM_UP = 150;
    private static final int RECONNECTS = 1_000;

    private record Footprint(long heap, int threads, long descriptors) {
        static Footprint now() {
            Runtime runtime = Runtime.getRuntime();
            long heap = Long.MAX_VALUE;
            for (int i = 0; i < 4; i++) {
                System.gc();
                heap = Math.min(heap, runtime.totalMemory() - runtime.freeMemory());
            }
            long descriptors = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getOpenFileDescriptorCount()
                    : 0;
            return new Footprint(heap, Thread.activeCount(), descriptors);
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

        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> Footprint.now().descriptors <= before.descriptors + 2);
        Footprint after = Footprint.now();
        assertThat(after.threads).isLessThanOrEqualTo(before.threads + 2);
        assertThat(after.heap - before.heap).as("bytes of heap").isLessThan(2_000_000);
        assertThat(time.scheduled()).as("the watchdog").hasSize(1);
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
