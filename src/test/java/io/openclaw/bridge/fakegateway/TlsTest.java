package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.openclaw.bridge.fakegateway.TestAuthority.Identity;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/// `wss`, with and without certificates of the clients'.
class TlsTest {
    private final TestAuthority authority = new TestAuthority();

    @Test
    void whoTrustsTheAuthorityGetsIn() {
        try (FakeGateway gateway =
                        FakeGateway.start(FakeGatewayOptions.defaults().tls(authority.server()));
                PlainClient client = open(gateway, trusting(authority))) {
            assertThat(gateway.uri().getScheme()).isEqualTo("wss");
            assertThat(client.connect(PlainClient.params(gateway.token()))
                            .path("ok")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void whoTrustsAnotherDoesNot() {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().tls(authority.server()))) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> open(gateway, trusting(new TestAuthority("Another"))))
                    .withCauseInstanceOf(SSLException.class);
        }
    }

    @Test
    void aGatewayMayAskForACertificate() {
        FakeGatewayOptions options = FakeGatewayOptions.defaults().tls(authority.serverThatAsksForCertificates());
        try (FakeGateway gateway = FakeGateway.start(options)) {
            Identity identity = authority.issue("bridge");
            WebSocketClientOptions withCertificate = trusting(authority)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .addCertValue(Buffer.buffer(identity.certificate()))
                            .addKeyValue(Buffer.buffer(identity.privateKey())));
            try (PlainClient client = open(gateway, withCertificate)) {
                assertThat(client.connect(PlainClient.params(gateway.token()))
                                .path("ok")
                                .asBoolean())
                        .isTrue();
            }
            assertThatException().isThrownBy(() -> open(gateway, trusting(authority)));
        }
    }

    private static WebSocketClientOptions trusting(TestAuthority authority) {
        return new WebSocketClientOptions()
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority.certificate())));
    }

    private static PlainClient open(FakeGateway gateway, WebSocketClientOptions options) {
        return PlainClient.open(gateway, options, new WebSocketConnectOptions());
    }
}
