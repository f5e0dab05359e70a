package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PairingTest {
    @RegisterExtension
    @Order(1)
    static final FakeGatewayExtension GATEWAYS =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().remote(true));

    @RegisterExtension
    @Order(2)
    static final Clients CLIENTS = new Clients();

    @Test
    void aHumanIsToldTheExactCommandAndTheApprovalIsNoticed(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();

        ClientState.Waiting first = client.waiting();
        String requestId = gateway.awaitPairingRequest().requestId();
        assertThat(first.hint())
                .isEqualTo(
                        "approve this device: on the gateway's host run `openclaw devices approve " + requestId + "`");
        assertThat(first.retry().delay()).isEqualTo(Duration.ofMinutes(1));
        client.passDelay(first);
        assertThat(client.waiting().hint()).as("the same request").isEqualTo(first.hint());
        assertThat(gateway.pairingRequests()).hasSize(1);

        gateway.approvePairing(requestId);
        client.time.advance(Duration.ofMinutes(1));

        client.ready();
        assertThat(client.client.state().hint()).isNull();
    }

    @Test
    void theDeviceTokenIsStoredForItsOwnerOnlyAndUsedAfterARestart(FakeGateway gateway, Clients.Maker clients)
            throws IOException {
        Path file = clients.tokenFile();
        String token = paired(gateway, clients, file).ready().hello().deviceToken();
        awaitStored(file, String.valueOf(token));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        TestClient restarted = clients.to(gateway, file).start();
        restarted.ready();

        JsonNode auth = gateway.requests("connect").getLast().params().path("auth");
        assertThat(auth.fieldNames()).toIterable().containsExactly("deviceToken");
        assertThat(auth.path("deviceToken").asText()).isEqualTo(token);
        try (var left = Files.list(file.getParent())) {
            assertThat(left).as("nothing half written").containsExactly(file);
        }
    }

    @Test
    void aRemovedDeviceForgetsItsTokenAndAsksAnew(FakeGateway gateway, Clients.Maker clients) {
        Path file = clients.tokenFile();
        TestClient client = paired(gateway, clients, file);
        awaitStored(file, String.valueOf(client.ready().hello().deviceToken()));

        gateway.removeDevice(clients.device().id());

        ClientState.Waiting removed = client.waiting();
        assertThat(removed.reason()).isEqualTo(new CloseReason.Closed(4001, "device removed", false, null));
        assertThat(removed.retry().dropDeviceToken()).isTrue();
        client.passDelay(removed);
        ClientState.Waiting unpaired = client.waiting();
        assertThat(unpaired.hint()).contains(gateway.awaitPairingRequest().requestId());
        assertThat(file).doesNotExist();
        assertThat(gateway.requests("connect")
                        .getLast()
                        .params()
                        .at("/auth/token")
                        .asText())
                .isEqualTo(gateway.token());

        gateway.approvePairing(gateway.awaitPairingRequest().requestId());
        client.passDelay(unpaired);
        awaitStored(file, String.valueOf(client.ready().hello().deviceToken()));
    }

    @Test
    void aDeviceTokenThatTheGatewayDoesNotKnowIsDroppedAndTheSharedOneTriedAtOnce(
            FakeGateway gateway, Clients.Maker clients) throws IOException {
        Path file = clients.tokenFile();
        String token =
                String.valueOf(paired(gateway, clients, file).ready().hello().deviceToken());
        awaitStored(file, token);
        Files.writeString(file, "stale\n");

        TestClient restarted = clients.to(gateway, file).start();

        ClientState.Waiting waiting = restarted.waiting();
        assertThat(waiting.retry()).isEqualTo(new Reconnector.Retry(Duration.ofMillis(250), null, true));
        restarted.passDelay(waiting);
        restarted.ready();
        awaitStored(file, token);
    }

    @Test
    void scopesBeyondTheApprovedOnesAreAskedForWithTheSharedToken(FakeGateway gateway, Clients.Maker clients) {
        Path file = clients.tokenFile();
        TestClient modest = paired(gateway, clients, file);
        awaitStored(file, String.valueOf(modest.ready().hello().deviceToken()));
        modest.close();
        GatewaySettings settings = GatewaySettings.of(gateway.uri(), gateway::token);
        GatewaySettings greedy = new GatewaySettings(
                settings.url(),
                settings.token(),
                settings.tokenSetting(),
                "1",
                List.of("operator.read", "operator.write", "operator.pairing"),
                settings.tls(),
                settings.window(),
                settings.maxWaiting(),
                settings.connectTimeout(),
                settings.handshakeTimeout(),
                settings.reconnectInitial(),
                settings.reconnectMaximum());
        TestClient client = clients.make(greedy, file, TestClient.NO_JITTER, GatewayListener.NONE)
                .start();

        ClientState.Waiting withDeviceToken = client.waiting();
        assertThat(withDeviceToken.retry().dropDeviceToken()).isTrue();
        client.passDelay(withDeviceToken);
        ClientState.Waiting withSharedToken = client.waiting();
        assertThat(withSharedToken.hint())
                .contains(gateway.awaitPairingRequest().requestId());

        gateway.approvePairing(gateway.awaitPairingRequest().requestId());
        client.passDelay(withSharedToken);
        assertThat(client.ready().hello().scopes()).contains("operator.pairing");
    }

    @Test
    void aLostConnectionIsRestoredWithTheDeviceToken(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = paired(gateway, clients, clients.tokenFile());
        client.ready();

        gateway.dropSockets();
        client.passDelay(client.waiting());

        client.ready();
        assertThat(gateway.requests("connect").getLast().params().path("auth").has("deviceToken"))
                .isTrue();
    }

    @Test
    void aRateLimitDoesNotCostTheDeviceToken(FakeGateway gateway, Clients.Maker clients) {
        Path file = clients.tokenFile();
        TestClient client = paired(gateway, clients, file);
        String token = String.valueOf(client.ready().hello().deviceToken());
        awaitStored(file, token);
        gateway.inject(new Fault.RefuseConnect("INVALID_REQUEST", "too many", "AUTH_RATE_LIMITED"));

        gateway.dropSockets();
        client.passDelay(client.waiting());
        ClientState.Waiting limited = client.waiting();

        assertThat(limited.retry().delay()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
        assertThat(limited.retry().dropDeviceToken()).isFalse();
        client.passDelay(limited);
        client.ready();
        awaitStored(file, token);
    }

    @Test
    void aFolderThatCannotBeWrittenCostsTheTokenOnlyAtTheNextStart(FakeGateway gateway, Clients.Maker clients)
            throws IOException {
        Path notAFolder = Files.createTempFile("not-a-folder", "");
        TestClient client = paired(gateway, clients, notAFolder.resolve("device-token"));
        client.ready();

        gateway.dropSockets();
        client.passDelay(client.waiting());

        client.ready();
        assertThat(gateway.requests("connect").getLast().params().path("auth").has("deviceToken"))
                .isTrue();
    }

    /// A client whose device has been approved, on its way to Ready.
    private static TestClient paired(FakeGateway gateway, Clients.Maker clients, Path tokenFile) {
        TestClient client = clients.to(gateway, tokenFile).start();
        ClientState.Waiting waiting = client.waiting();
        gateway.approvePairing(gateway.awaitPairingRequest().requestId());
        client.passDelay(waiting);
        return client;
    }

    private static void awaitStored(Path file, String token) {
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> Files.exists(file) && Files.readString(file).equals(token));
    }
}
