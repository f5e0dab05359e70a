package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class AddressTest {

    private static GatewaySettings settings(String url) {
        return GatewaySettings.of(URI.create(url), () -> "secret-token");
    }

    @ParameterizedTest
    @CsvSource({
        "ws://gateway, gateway, 80, ws://gateway",
        "wss://gateway, gateway, 443, wss://gateway",
        "WSS://gateway, gateway, 443, WSS://gateway",
        "ws://gateway:18789/, gateway, 18789, ws://gateway:18789/",
        "ws://openclaw_gateway:18789, openclaw_gateway, 18789, ws://openclaw_gateway:18789",
        "ws://openclaw_gateway, openclaw_gateway, 80, ws://openclaw_gateway",
        "ws://127.0.0.1:1, 127.0.0.1, 1, ws://127.0.0.1:1",
        "ws://[::1]:18789/ws, [::1], 18789, ws://[::1]:18789/ws",
        "wss://[2001:db8::1], [2001:db8::1], 443, wss://[2001:db8::1]",
        "ws://user:secret@gateway:5/a?token=secret#x, gateway, 5, ws://gateway:5/a",
        "ws://user:p@ss@gateway_1:5, gateway_1, 5, ws://gateway_1:5"
    })
    void anAddressIsTakenApartAndShownWithoutSecrets(String url, String host, int port, String shown) {
        GatewaySettings settings = settings(url);

        assertThat(settings.host()).isEqualTo(host);
        assertThat(settings.port()).isEqualTo(port);
        assertThat(settings.address()).isEqualTo(shown);
        assertThat(settings.toString()).doesNotContain("secret").contains(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gateway",
                "gateway:18789",
                "ws:gateway",
                "ws:///path",
                "ws://",
                "ws://:18789",
                "ws://gateway:99999",
                "ws://gateway:123456",
                "ws://user:secret@:18789",
                "ws://gateway:18789:5"
            })
    void anAddressThatIsNoneIsRefusedWithoutItsSecrets(String url) {
        assertThatThrownBy(() -> settings(url.equals("ws://") ? "ws:" + "//" + "/" : url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ws://host:port")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anIpv6AddressIsReached(Clients.Maker clients) {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().host("::1"))) {
            TestClient client =
                    clients.to(URI.create("ws://[::1]:" + gateway.port())).start();
            client.ready();
            client.close();
        }
    }

    @Test
    void pathAndQueryReachTheGatewayAsTheyAre(Clients.Maker clients) {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = clients.vertx().createHttpServer().requestHandler(request -> {
            seen.add(request.uri() + " " + request.getHeader("Host") + " " + request.getHeader("Origin"));
            request.response().setStatusCode(503).end();
        });
        TestClient.get(server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
        String base = "127.0.0.1:" + server.actualPort();
        for (String rest : List.of("", "/", "/gateway/a%20b/", "?x=1", "/ws?x=%26&y=a/b?c", "//double")) {
            TestClient client =
                    clients.to(URI.create("ws://user:pass@" + base + rest)).start();
            assertThat(client.waiting().reason()).isEqualTo(new CloseReason.UpgradeRefused(503, null));
            client.close();
        }

        assertThat(seen)
                .containsExactly(
                        "/ " + base + " null",
                        "/ " + base + " null",
                        "/gateway/a%20b/ " + base + " null",
                        "/?x=1 " + base + " null",
                        "/ws?x=%26&y=a/b?c " + base + " null",
                        "//double " + base + " null");
        TestClient.get(server.close().toCompletionStage().toCompletableFuture());
    }

    @Test
    void aNameThatNobodyKnowsIsUnreachableAndTriedAgain(FakeGateway gateway) throws IOException {
        // The resolver knows no server, so that the test needs no network.
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions()
                        .setServers(List.of("127.0.0.1:1"))
                        .setQueryTimeout(100)
                        .setMaxQueries(1)));
        try {
            TestClient unknown = client(vertx, "ws://nowhere.invalid:" + gateway.port());
            ClientState.Waiting waiting = unknown.start().waiting();
            assertThat(waiting.reason()).isInstanceOf(CloseReason.Unreachable.class);
            assertThat(waiting.reason().text()).contains("nowhere.invalid");
            assertThat(waiting.hint()).isNull();
            assertThat(waiting.retry().delay()).isEqualTo(java.time.Duration.ofSeconds(1));
            unknown.close();
        } finally {
            TestClient.get(vertx.close().toCompletionStage().toCompletableFuture());
        }
    }

    private static TestClient client(Vertx vertx, String url) throws IOException {
        java.nio.file.Path folder = java.nio.file.Files.createTempDirectory("address");
        return new TestClient(
                vertx,
                GatewaySettings.of(URI.create(url), () -> "fake-token"),
                DeviceIdentity.loadOrCreate(folder.resolve("device.pem")),
                DeviceTokens.load(folder.resolve("token")),
                TestClient.NO_JITTER,
                GatewayListener.NONE);
    }
}
