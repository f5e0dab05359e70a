package io.openclaw.bridge.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.access.TestKeys;
import io.openclaw.bridge.gateway.TestCertificates;
import io.openclaw.bridge.notification.Broker;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
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
    void clientsSpeakTlsWithItsCertificateAndNothingElse() throws IOException {
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
            String trusted =
                    "amqps://localhost:" + world.port() + "?transport.trustStoreType=PEM&transport.trustStoreLocation="
                            + certificates.authority().toUri().getRawPath();
            assertThat(firstAnswerTo("AMQP\3\1\0\0", world.port()))
                    .as("not AMQP in the clear")
                    .isNotEqualTo('A');
            send(trusted);
            assertThat(world.awaitRows(1).getFirst().content().caller()).isEqualTo("billing");
        }
    }

    /// -1 where it hangs up or says nothing.
    private static int firstAnswerTo(String words, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return socket.getInputStream().read();
        } catch (SocketException | SocketTimeoutException e) {
            return -1;
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
