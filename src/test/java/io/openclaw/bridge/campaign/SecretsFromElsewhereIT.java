package io.openclaw.bridge.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets of the packaged service that are neither in the environment nor for ever.
class SecretsFromElsewhereIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path home;

    private Victim service(Map<String, String> environment) throws IOException {
        Victim service = new Victim(
                "bridge",
                home,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-jar",
                        Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"))
                                .toAbsolutePath()
                                .toString()),
                environment,
                "Listening on:");
        service.start();
        service.await();
        return service;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// SmallRye Config's own ways: a further file of properties, and an expression that names a property of it.
    @Test
    void theTokenMayComeFromAnotherSourceOfSettings() throws IOException {
        Path vault = Files.writeString(home.resolve("vault.properties"), "vault.gateway=a-token-from-elsewhere\n");
        try (FakeGateway gateway =
                        FakeGateway.start(FakeGatewayOptions.defaults().token("a-token-from-elsewhere"));
                Victim _ = service(Map.of(
                        "OPENCLAW_MODE", "real",
                        "OPENCLAW_GATEWAY_URL", gateway.uri().toString(),
                        "OPENCLAW_GATEWAY_TOKEN", "${vault.gateway}",
                        "SMALLRYE_CONFIG_LOCATIONS", vault.toUri().toString(),
                        "OPENCLAW_QUEUE", "off",
                        "QUARKUS_HTTP_PORT", "0"))) {
            gateway.awaitConnections(1);
        }
    }

    /// The same file is read for each connection: the gateway's token is exchanged, and no process is started again.
    @Test
    void aTokenFileIsExchangedWithoutARestart() throws IOException {
        Path file = Files.writeString(home.resolve("token"), "the-first-token\n");
        FakeGatewayOptions options = FakeGatewayOptions.defaults().patience(PATIENCE);
        FakeGateway gateway = FakeGateway.start(options.token("the-first-token"));
        int port = gateway.port();
        try (Victim _ = service(Map.of(
                "OPENCLAW_MODE", "real",
                "OPENCLAW_GATEWAY_URL", gateway.uri().toString(),
                "OPENCLAW_GATEWAY_TOKEN_FILE", file.toString(),
                "OPENCLAW_QUEUE", "off",
                "QUARKUS_HTTP_PORT", "0"))) {
            gateway.awaitConnections(1);
            Files.writeString(file, "the-second-token\n");
            gateway.close();
            try (FakeGateway next =
                    FakeGateway.start(options.token("the-second-token").port(port))) {
                next.awaitConnections(1);
            }
        }
    }

    /// Quarkus' own, at the shortest period that it takes.
    @Test
    void theHttpDoorsCertificateIsExchangedWithoutARestart() throws Exception {
        TestAuthority authority = new TestAuthority();
        TestAuthority.Identity first = authority.issue("localhost");
        TestAuthority.Identity second = authority.issue("localhost");
        Path certificate = Files.writeString(home.resolve("tls.crt"), first.certificate());
        Path key = Files.writeString(home.resolve("tls.key"), first.privateKey());
        int port = freePort();
        try (Victim _ = service(Map.of(
                "OPENCLAW_MODE", "mock",
                "OPENCLAW_QUEUE", "off",
                "QUARKUS_HTTP_PORT", "0",
                "QUARKUS_HTTP_SSL_PORT", Integer.toString(port),
                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES", certificate.toString(),
                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", key.toString(),
                "QUARKUS_HTTP_SSL_CERTIFICATE_RELOAD_PERIOD", "30s"))) {
            assertThat(shown(port, authority)).isEqualTo(first.fingerprint());

            Files.writeString(key, second.privateKey());
            Files.writeString(certificate, second.certificate());

            Awaitility.await("the exchanged certificate")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> shown(port, authority).equals(second.fingerprint()));
        }
    }

    private static String shown(int port, TestAuthority authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(authority.certificate().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(socket.getSession().getPeerCertificates()[0].getEncoded()));
        }
    }
}
