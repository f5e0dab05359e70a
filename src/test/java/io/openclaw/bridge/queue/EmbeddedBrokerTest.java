package io.openclaw.bridge.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.notification.Broker;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The broker that comes with the service.
class EmbeddedBrokerTest {
    @TempDir
    Path folder;

    @Test
    void whatItAcceptedIsThereAfterARestart() throws JMSException {
        int port;
        try (EmbeddedBroker broker = EmbeddedBroker.start(Samples.embedded(0), folder)) {
            port = broker.port();
            try (JmsClient client = new JmsClient(port)) {
                client.publish("kept", Map.of("idempotencyKey", "k"));
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(Samples.embedded(port), folder);
                JmsClient client = new JmsClient(broker.port())) {
            assertThat(JmsClient.text(client.take(Samples.NOTIFICATIONS))).isEqualTo("kept");
        }
    }

    @Test
    void aPortThatIsTakenIsSaidInOneSentenceWithTheSettingsToChange() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            QueueSettings settings = Samples.embedded(taken.getLocalPort());

            assertThatThrownBy(() -> EmbeddedBroker.start(settings, folder))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("is taken")
                    .hasMessageContaining("OPENCLAW_QUEUE_PORT")
                    .hasMessageContaining("OPENCLAW_QUEUE=external")
                    .hasMessageContaining("OPENCLAW_QUEUE=off");
        }
    }

    @Test
    void whereItHasCredentialsNobodyGetsInWithoutThem() {
        QueueSettings settings = Samples.settings(
                Broker.Mode.EMBEDDED, 0, new Login("service", "s3cret-s3cret", null), EventFormat.STRUCTURED, Set.of());
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings, folder)) {
            assertThatThrownBy(() -> connect(broker, null, null)).isInstanceOf(JMSRuntimeException.class);
            assertThatThrownBy(() -> connect(broker, "service", "wrong")).isInstanceOf(JMSRuntimeException.class);
            connect(broker, "service", "s3cret-s3cret");
        }
    }

    private static void connect(EmbeddedBroker broker, String user, String password) {
        try (JmsClient client = new JmsClient(broker.port(), user, password)) {
            client.publish("{}");
        }
    }
}
