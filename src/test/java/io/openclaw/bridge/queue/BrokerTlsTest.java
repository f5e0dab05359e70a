package io.openclaw.bridge.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.access.TestKeys;
import io.openclaw.bridge.gateway.TestCertificates;
import io.openclaw.bridge.notification.Broker;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded broker with a certificate.
class BrokerTlsTest {
    @TempDir
    Path folder;

    @Test
    void clientsSpeakTlsWithItsCertificateAndNothingElse() {
        TestCertificates certificates = TestCertificates.forHost(folder, "localhost");
        TestKeys keys = new TestKeys().are(TestKeys.key("billing", "send-secret", EnumSet.of(Scope.SEND)));
        QueueSettings plain = Samples.embedded(0);
        QueueSettings settings = new QueueSettings(
                Broker.Mode.EMBEDDED,
                plain.endpoint(),
                Login.ANONYMOUS,
                null,
                certificates.certificate(),
                certificates.key(),
                plain.notifications(),
                plain.deadLetters(),
                plain.events(),
                EventFormat.STRUCTURED,
                Set.of(),
                plain.memoryBytes(),
                plain.diskBytes(),
                plain.maxMessageCharacters(),
                plain.maxBodyBytes());
        try (QueueWorld world = QueueWorld.guarded(folder.resolve("broker"), settings, keys.gatekeeper)) {
            String trusted = "amqps://localhost:" + world.port()
                    + "?transport.trustStoreType=PEM&transport.trustStoreLocation=" + certificates.authority();
            assertThatThrownBy(() ->
                            send("amqp://localhost:" + world.port() + "?amqp.idleTimeout=2000&jms.connectTimeout=2000"))
                    .isInstanceOf(JMSRuntimeException.class);
            send(trusted);
            assertThat(world.awaitRows(1).getFirst().content().caller()).isEqualTo("billing");
        }
    }

    private static void send(String url) {
        try (JMSContext context = new JmsConnectionFactory(url).createContext("billing", "send-secret")) {
            context.createProducer()
                    .send(
                            context.createQueue(Samples.NOTIFICATIONS),
                            "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"x\"}");
        }
    }
}
