package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Contract 2, table "Who gets which scopes": what this client makes of every result that it may get.
@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class ScopesTest {

    /// @param missing what the client misses, or null where it is content
    record Row(
            String name,
            int protocol,
            @Nullable List<String> granted,
            @Nullable Set<String> missing) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> table() {
        return Stream.of(
                new Row("granted verbatim", 4, GatewaySettings.SCOPES, null),
                new Row(
                        "granted more than asked",
                        4,
                        List.of("operator.admin", "operator.write", "operator.read", "x"),
                        null),
                new Row("connects, scopes: []", 4, List.of(), Set.of("operator.read", "operator.write")),
                new Row("granted less", 4, List.of("operator.read"), Set.of("operator.write")),
                new Row("protocol 3 without auth", 3, null, null),
                new Row("protocol 3 with scopes: []", 3, List.of(), Set.of("operator.read", "operator.write")));
    }

    @ParameterizedTest
    @MethodSource("table")
    void aConnectionIsReadyOnlyWithTheScopesItNeeds(Row row, Clients.Maker clients) {
        ObjectNode hello = HandMadeGateway.hello().put("protocol", row.protocol);
        hello.remove("auth");
        if (row.granted != null) {
            row.granted.forEach(hello.putObject("auth").putArray("scopes")::add);
        }
        TestClient client = clients.greeted(hello, (peer, request) -> {}).start();

        if (row.missing == null) {
            client.ready();
            return;
        }
        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.reason()).isEqualTo(new CloseReason.ScopesMissing(row.missing, false));
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(waiting.hint()).contains(row.missing).contains("openclaw devices approve");
        assertThat(client.states()).noneMatch(ClientState.Ready.class::isInstance);
    }

    @Test
    void loopbackWithASignedDeviceGetsItsScopesAndNoToken(FakeGateway gateway, Clients.Maker clients) {
        ClientState.Ready ready = clients.to(gateway).start().ready();

        assertThat(ready.hello().scopes()).containsExactlyInAnyOrderElementsOf(GatewaySettings.SCOPES);
        assertThat(ready.hello().deviceToken()).isNull();
        assertThat(gateway.pairingRequests()).isEmpty();
    }

    @Test
    void aGatewayThatLetsUsInWithoutScopesIsAFailureUntilItGrantsThem(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.HelloWithoutScopes());
        TestClient client = clients.to(gateway).start();

        ClientState.Waiting waiting = client.waiting();

        assertThat(waiting.reason()).isInstanceOf(CloseReason.ScopesMissing.class);
        gateway.awaitNoSockets();
        client.passDelay(waiting);
        client.ready();
    }

    @Test
    void anUnknownDeviceFromAnotherMachineNeedsPairing(Clients.Maker clients) {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().remote(true))) {
            TestClient client = clients.to(gateway).start();

            assertThat(client.waiting().hint())
                    .contains("openclaw devices approve "
                            + gateway.awaitPairingRequest().requestId());
            client.close();
        }
    }

    @Test
    void whoAsksForNothingIsContentWithNothing(FakeGateway gateway, Clients.Maker clients) {
        GatewaySettings settings = GatewaySettings.of(gateway.uri(), gateway::token);
        TestClient client = clients.with(new GatewaySettings(
                        settings.url(),
                        settings.token(),
                        settings.tokenSetting(),
                        "1",
                        List.of(),
                        settings.tls(),
                        settings.window(),
                        settings.maxWaiting(),
                        settings.connectTimeout(),
                        settings.handshakeTimeout(),
                        settings.reconnectInitial(),
                        settings.reconnectMaximum()))
                .start();

        assertThat(client.ready().hello().scopes()).isEmpty();
    }
}
