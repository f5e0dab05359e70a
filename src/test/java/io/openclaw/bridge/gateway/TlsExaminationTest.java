package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.FakeGatewayTls;
import io.openclaw.bridge.gateway.Certificates.Identity;
import io.openclaw.bridge.production.BridgeSettings;
import io.openclaw.bridge.production.GatewayExamination;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with a gateway's certificate, and what to do about it.
class TlsExaminationTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration LONG = Duration.ofDays(20);
    private static final Identity CA = Certificates.authority("Own CA");
    private static final Identity SERVER = CA.signs("gateway", LONG, "127.0.0.1", "localhost");
    private static final Identity OTHER = CA.signs("other", LONG, "elsewhere.example");

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private Checkup line(Identity server, TlsSettings tls) throws Exception {
        try (FakeGateway gateway = FakeGateway.start(FakeGatewayOptions.defaults()
                .tls(new FakeGatewayTls(server.certificatePem(), server.keyPem(), null)))) {
            return line(gateway.uri(), gateway.token(), tls);
        }
    }

    private Checkup line(URI uri, String token, TlsSettings tls) throws Exception {
        BridgeSettings settings =
                BridgeSettings.of(GatewaySettings.of(uri, () -> token).withTls(tls), folder);
        return GatewayExamination.alone(VERTX, settings).examine().stream()
                .filter(line -> line.name().equals("gateway.tls"))
                .findFirst()
                .orElseThrow();
    }

    private TlsSettings trusting(Identity ca) {
        return new TlsSettings(ca.certificateFile(folder), null, null, null);
    }

    private static void assertFails(Checkup line, String text, String step) {
        assertThat(line.result()).isEqualTo(Checkup.Result.FAIL);
        assertThat(line.text()).contains(text);
        assertThat(line.nextStep()).contains(step);
    }

    private static String fingerprint(Identity of) {
        return of.fingerprint().replace(":", "").toLowerCase(Locale.ROOT);
    }

    @Test
    void aTrustedCertificateIsFine() throws Exception {
        assertThat(line(SERVER, trusting(CA)).result()).isEqualTo(Checkup.Result.OK);
        assertThat(line(OTHER, new TlsSettings(null, null, null, OTHER.fingerprint()))
                        .result())
                .isEqualTo(Checkup.Result.OK);
    }

    @Test
    void oneThatEndsSoonIsWarnedOf() throws Exception {
        Checkup line = line(CA.signs("soon", Duration.ofDays(3), "127.0.0.1"), trusting(CA));

        assertThat(line.result()).isEqualTo(Checkup.Result.WARN);
        assertThat(line.nextStep()).contains("renew");
    }

    @Test
    void anUnknownAuthorityIsNamedWithTheFingerprintToCompare() throws Exception {
        Checkup line = line(SERVER, TlsSettings.DEFAULT);

        assertFails(line, "Own CA", "OPENCLAW_GATEWAY_TLS_CA");
        assertThat(line.nextStep()).contains(fingerprint(SERVER));
    }

    @Test
    void anExpiredOneIsToBeRenewed() throws Exception {
        assertFails(line(CA.signs("expired", LONG.negated(), "127.0.0.1"), trusting(CA)), "ended", "renew");
    }

    @Test
    void theWrongNameIsShownWithTheRightOnes() throws Exception {
        assertFails(line(OTHER, trusting(CA)), "is for elsewhere.example, not for 127.0.0.1", "OPENCLAW_GATEWAY_URL");
    }

    @Test
    void anotherThanThePinnedOneIsShownWithItsFingerprint() throws Exception {
        Checkup line = line(SERVER, new TlsSettings(null, null, null, OTHER.fingerprint()));

        assertFails(line, fingerprint(SERVER), "OPENCLAW_GATEWAY_TLS_FINGERPRINT");
    }

    @Test
    void aGatewayWithoutTlsIsSaidToHaveNone() throws Exception {
        try (FakeGateway gateway = FakeGateway.start()) {
            assertFails(
                    line(URI.create("wss://127.0.0.1:" + gateway.port()), gateway.token(), TlsSettings.DEFAULT),
                    "no TLS",
                    "ws://");
        }
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        assertFails(
                line(SERVER, new TlsSettings(folder.resolve("missing.pem"), null, null, null)),
                "missing.pem",
                "OPENCLAW_GATEWAY_TLS_CA");
    }
}
