package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.FakeGatewayTls;
import io.openclaw.bridge.gateway.Certificates.Identity;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Clients.class)
final class TlsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Identity CA = Certificates.authority("Own CA");
    private static final Identity OTHER_CA = Certificates.authority("Other CA");
    private static final Identity SERVER = CA.signs("gateway", DAY, "127.0.0.1", "localhost");
    private static final Identity ELSEWHERE = CA.signs("elsewhere", DAY, "elsewhere.example");
    private static final Identity EXPIRED = CA.signs("expired", DAY.negated(), "127.0.0.1");
    private static final Identity SELF_SIGNED = Certificates.selfSigned("self", "127.0.0.1");
    private static final Identity CLIENT = CA.signs("bridge", DAY, "bridge");
    private static final Identity STRANGER = OTHER_CA.signs("stranger", DAY, "stranger");

    @TempDir
    private Path folder;

    private static FakeGateway gateway(Identity server, @Nullable Identity clientAuthority) {
        return FakeGateway.start(FakeGatewayOptions.defaults()
                .tls(new FakeGatewayTls(
                        server.certificatePem(),
                        server.keyPem(),
                        clientAuthority == null ? null : clientAuthority.certificatePem())));
    }

    private TlsSettings trusting(Identity ca) {
        return new TlsSettings(ca.certificateFile(folder), null, null, null);
    }

    private TlsSettings showing(Identity client) {
        return new TlsSettings(
                CA.certificateFile(folder), client.certificateFile(folder), client.keyFile(folder), null);
    }

    private static TlsSettings pinning(String fingerprint) {
        return new TlsSettings(null, null, null, fingerprint);
    }

    private static void assertTrusted(Clients.Maker clients, Identity server, TlsSettings tls) {
        try (FakeGateway gateway = gateway(server, null)) {
            TestClient client =
                    clients.to(gateway, settings -> settings.withTls(tls)).start();
            client.ready();
            assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
            client.close();
        }
    }

    /// Not trusted, and a human is told so; no frame has left.
    private static CloseReason assertRefused(
            Clients.Maker clients, Identity server, @Nullable Identity clientAuthority, TlsSettings tls) {
        try (FakeGateway gateway = gateway(server, clientAuthority)) {
            TestClient client =
                    clients.to(gateway, settings -> settings.withTls(tls)).start();
            ClientState.Waiting waiting = client.waiting();
            assertThat(waiting.reason())
                    .isInstanceOfSatisfying(
                            CloseReason.Unreachable.class,
                            unreachable -> assertThat(unreachable.tls())
                                    .as(unreachable.text())
                                    .isTrue());
            assertThat(waiting.hint()).contains("OPENCLAW_GATEWAY_TLS_CA");
            assertThat(waiting.retry().delay()).isEqualTo(Duration.ofMinutes(1));
            assertThat(gateway.requests()).isEmpty();
            client.close();
            return waiting.reason();
        }
    }

    @Test
    void ourOwnAuthorityIsTrusted(Clients.Maker clients) {
        assertTrusted(clients, SERVER, trusting(CA));
    }

    @Test
    void anAuthorityThatTheJvmDoesNotKnowIsRefused(Clients.Maker clients) {
        assertRefused(clients, SERVER, null, TlsSettings.DEFAULT);
    }

    @Test
    void theWrongAuthorityIsRefused(Clients.Maker clients) {
        assertRefused(clients, SERVER, null, trusting(OTHER_CA));
    }

    @Test
    void theWrongHostNameIsRefused(Clients.Maker clients) {
        assertRefused(clients, ELSEWHERE, null, trusting(CA));
    }

    @Test
    void anExpiredCertificateIsRefused(Clients.Maker clients) {
        assertRefused(clients, EXPIRED, null, trusting(CA));
    }

    @Test
    void aSelfSignedCertificateIsRefusedUnlessItIsItsOwnAuthority(Clients.Maker clients) {
        assertRefused(clients, SELF_SIGNED, null, trusting(CA));
        assertTrusted(clients, SELF_SIGNED, trusting(SELF_SIGNED));
    }

    @Test
    void aPinnedCertificateIsTrustedWhateverItsNameIssuerOrAge(Clients.Maker clients) {
        assertTrusted(clients, SERVER, pinning(SERVER.fingerprint()));
        assertTrusted(clients, ELSEWHERE, pinning(ELSEWHERE.fingerprint().toLowerCase(Locale.ROOT)));
        assertTrusted(clients, EXPIRED, pinning(EXPIRED.fingerprint().replace(":", "")));
        assertTrusted(clients, SELF_SIGNED, pinning(SELF_SIGNED.fingerprint()));
    }

    @Test
    void anythingButThePinnedCertificateIsRefusedAndItsFingerprintShown(Clients.Maker clients) {
        CloseReason reason = assertRefused(clients, SERVER, null, pinning(ELSEWHERE.fingerprint()));

        assertThat(reason.text()).contains(SERVER.fingerprint().replace(":", "").toLowerCase(Locale.ROOT));
    }

    @Test
    void aPinOutweighsAnAuthority(Clients.Maker clients) {
        assertRefused(
                clients,
                SERVER,
                null,
                new TlsSettings(CA.certificateFile(folder), null, null, SELF_SIGNED.fingerprint()));
    }

    @Test
    void aClientCertificateIsShownWhereItIsDemanded(Clients.Maker clients) {
        try (FakeGateway gateway = gateway(SERVER, CA)) {
            TestClient client = clients.to(gateway, settings -> settings.withTls(showing(CLIENT)))
                    .start();
            client.ready();
            client.close();
        }
    }

    /// With TLS 1.3 the refusal comes after the handshake, where it cannot be told from a gateway that went away: it is
    /// named as a possibility, and tried again with growing delays.
    @Test
    void aClientCertificateThatIsDemandedAndAbsentOrWrongIsNamedAsAPossibleCause(Clients.Maker clients) {
        for (TlsSettings tls : List.of(trusting(CA), showing(STRANGER))) {
            try (FakeGateway gateway = gateway(SERVER, CA)) {
                TestClient client =
                        clients.to(gateway, settings -> settings.withTls(tls)).start();
                ClientState.Waiting waiting = client.waiting();
                assertThat(waiting.reason().text()).contains("client certificate");
                client.passDelay(waiting);
                assertThat(client.waiting().retry().delay()).isEqualTo(Duration.ofSeconds(2));
                assertThat(gateway.requests()).isEmpty();
                client.close();
            }
        }
    }

    @Test
    void aRotatedAuthorityCountsWithTheNextConnection(Clients.Maker clients) throws IOException {
        Path file = folder.resolve("rotated.pem");
        Files.copy(OTHER_CA.certificateFile(folder), file);
        try (FakeGateway gateway = gateway(SERVER, null)) {
            TestClient client = clients.to(
                            gateway, settings -> settings.withTls(new TlsSettings(file, null, null, null)))
                    .start();
            ClientState.Waiting waiting = client.waiting();

            Files.copy(CA.certificateFile(folder), file, StandardCopyOption.REPLACE_EXISTING);
            client.passDelay(waiting);

            client.ready();
            client.close();
        }
    }

    @Test
    void aRotatedClientCertificateCountsWithTheNextConnection(Clients.Maker clients) throws IOException {
        Path certificate = folder.resolve("rotated.pem");
        Path key = folder.resolve("rotated-key.pem");
        Files.copy(STRANGER.certificateFile(folder), certificate);
        Files.copy(STRANGER.keyFile(folder), key);
        try (FakeGateway gateway = gateway(SERVER, CA)) {
            TestClient client = clients.to(
                            gateway,
                            settings -> settings.withTls(
                                    new TlsSettings(CA.certificateFile(folder), certificate, key, null)))
                    .start();
            ClientState.Waiting waiting = client.waiting();

            Files.copy(CLIENT.certificateFile(folder), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(CLIENT.keyFile(folder), key, StandardCopyOption.REPLACE_EXISTING);
            client.passDelay(waiting);

            client.ready();
            client.close();
        }
    }

    @Test
    void whileTheGatewaysCertificateIsExchangedBothArePinned(Clients.Maker clients) {
        TlsSettings both = pinning(SERVER.fingerprint() + ", " + SELF_SIGNED.fingerprint());

        assertTrusted(clients, SERVER, both);
        assertTrusted(clients, SELF_SIGNED, both);
        assertRefused(clients, ELSEWHERE, null, both);
    }

    @Test
    void aFileThatIsMissingOrDamagedNeedsAHumanWhoIsToldItsName(Clients.Maker clients) throws IOException {
        Path damaged = Files.writeString(folder.resolve("damaged.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        CloseReason missing =
                assertRefused(clients, SERVER, null, new TlsSettings(folder.resolve("missing.pem"), null, null, null));
        assertThat(missing.text()).contains("missing.pem");
        assertRefused(clients, SERVER, null, new TlsSettings(damaged, null, null, null));
    }

    @Test
    void aGatewayWithoutTlsIsSaidToHaveNone(Clients.Maker clients) {
        try (FakeGateway gateway = FakeGateway.start()) {
            TestClient client =
                    clients.to(URI.create("wss://127.0.0.1:" + gateway.port())).start();

            ClientState.Waiting waiting = client.waiting();

            assertThat(waiting.retry().delay()).isEqualTo(Duration.ofMinutes(1));
            assertThat(waiting.reason().text()).contains("TLS");
            client.close();
        }
    }

    @Test
    void aGatewayWithTlsIsNotReachedWithout(Clients.Maker clients) {
        try (FakeGateway gateway = gateway(SERVER, null)) {
            TestClient client =
                    clients.to(URI.create("ws://127.0.0.1:" + gateway.port())).start();

            assertThat(client.waiting().reason()).isInstanceOf(CloseReason.Unreachable.class);
            client.close();
        }
    }

    /// As of a gateway that restarts behind its TLS: nobody has to do anything about it.
    @Test
    void aPeerThatHangsUpDuringTheTlsHandshakeIsTriedAgainSoon(Clients.Maker clients) throws IOException {
        try (ServerSocket door = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    try (Socket socket = door.accept()) {
                        socket.getInputStream().read();
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            TestClient client = clients.to(URI.create("wss://127.0.0.1:" + door.getLocalPort()))
                    .start();

            ClientState.Waiting waiting = client.waiting();

            assertThat(waiting.hint()).isNull();
            assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void aPeerThatSaysNothingDuringTheTlsHandshakeIsLeftInTime(Clients.Maker clients) throws IOException {
        try (ServerSocket door = new ServerSocket(0)) {
            TestClient client = clients.to(URI.create("wss://127.0.0.1:" + door.getLocalPort()))
                    .start();
            try (Socket socket = door.accept()) {
                assertThat(socket.getInputStream().read()).as("their hello").isPositive();
                Awaitility.await()
                        .atMost(TestClient.PATIENCE)
                        .until(() -> !client.time.scheduled().isEmpty());

                client.time.advance(GatewaySettings.CONNECT_TIMEOUT);

                ClientState.Waiting waiting = client.waiting();
                assertThat(waiting.hint()).isNull();
                assertThat(waiting.reason().text()).contains("within 10 s");
            }
        }
    }

    @Test
    void settingsThatCannotWorkAreRefusedAtOnce() {
        assertThatThrownBy(() -> pinning("12:34")).hasMessageContaining("64 hex digits");
        assertThatThrownBy(() -> new TlsSettings(null, Path.of("c.pem"), null, null))
                .hasMessageContaining("needs its key");
        assertThatThrownBy(() -> new TlsSettings(null, null, Path.of("k.pem"), null))
                .hasMessageContaining("needs its key");
    }
}
