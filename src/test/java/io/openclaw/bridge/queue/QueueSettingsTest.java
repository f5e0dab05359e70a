package io.openclaw.bridge.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.notification.Broker;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every setting says what is wrong with it, and never repeats a secret.
class QueueSettingsTest {

    private static QueueSettings settings(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(QueueConfig.class)
                .withConverter(io.quarkus.runtime.configuration.MemorySize.class, 100, new MemorySizeConverter())
                .withDefaultValues(values)
                .build();
        return QueueSettings.from(config.getConfigMapping(QueueConfig.class), 16_000, 262_144);
    }

    @Test
    void theDefaultIsABrokerOfOurOwnOnTheLoopback() {
        QueueSettings settings = settings(Map.of());

        assertThat(settings.mode()).isEqualTo(Broker.Mode.EMBEDDED);
        assertThat(settings.endpoint()).hasToString("amqp://127.0.0.1:5672");
        assertThat(settings.login()).isEqualTo(Login.ANONYMOUS);
        assertThat(settings.gatewayEvents()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "amqp://broker,            amqp://broker:5672",
        "amqps://broker,           amqps://broker:5671",
        "amqp://10.1.2.3:61616/,   amqp://10.1.2.3:61616",
        "amqp://[::1]:5673,        amqp://::1:5673",
    })
    void anExternalBrokerHasAnAddress(String url, String endpoint) {
        assertThat(settings(Map.of("openclaw.queue", "external", "openclaw.queue.url", url))
                        .endpoint())
                .hasToString(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"broker:5672", "http://broker", "amqp://", "amqp://broker/vhost", "amqp:// x", "amqp://b?c=d"})
    void anAddressThatIsNoneIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> settings(Map.of("openclaw.queue", "external", "openclaw.queue.url", url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("OPENCLAW_QUEUE_URL must be amqp://host:port or amqps://host:port and nothing more");
    }

    @Test
    void aPasswordInTheAddressIsRefusedAndNotRepeated() {
        assertThatThrownBy(() ->
                        settings(Map.of("openclaw.queue", "external", "openclaw.queue.url", "amqp://me:s3cret@broker")))
                .hasMessageContaining("OPENCLAW_QUEUE_PASSWORD")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void anExternalBrokerMustBeNamed() {
        assertThatThrownBy(() -> settings(Map.of("openclaw.queue", "external")))
                .hasMessageContaining("set OPENCLAW_QUEUE_URL");
    }

    @Test
    void aBrokerThatIsNamedMustBeUsed() {
        assertThatThrownBy(() -> settings(Map.of("openclaw.queue.url", "amqp://broker")))
                .hasMessageContaining("set OPENCLAW_QUEUE=external");
    }

    @Test
    void userAndPasswordBelongTogether() {
        assertThatThrownBy(() -> settings(Map.of("openclaw.queue.user", "me"))).hasMessageContaining("belong together");
    }

    @Test
    void aTokenIsReadAnewForEachConnection(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "first\n");
        Login login = settings(Map.of(
                        "openclaw.queue",
                        "external",
                        "openclaw.queue.url",
                        "amqp://broker",
                        "openclaw.queue.token-file",
                        file.toString()))
                .login();

        assertThat(login.secret()).isEqualTo("first");
        Files.writeString(file, "second");
        assertThat(login.secret()).isEqualTo("second");
        assertThat(login.toString()).doesNotContain("second");
    }

    @Test
    void aPasswordInAFileIsReadAnewForEachConnectionAndLogin(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "first\n");
        QueueSettings settings =
                settings(Map.of("openclaw.queue.user", "me", "openclaw.queue.password-file", file.toString()));
        Guard guard = Guard.of(settings, null, Login.ANONYMOUS);

        assertThat(guard.validateUser("me", "first")).isTrue();
        Files.writeString(file, "second");
        assertThat(guard.validateUser("me", "first")).isFalse();
        assertThat(guard.validateUser("me", "second")).isTrue();
        assertThat(settings.login().secret()).isEqualTo("second");
        Files.delete(file);
        assertThat(guard.validateUser("me", "second")).as("nobody is let in").isFalse();
    }

    @Test
    void aPasswordIsGivenOnce() {
        assertThatThrownBy(() -> settings(Map.of(
                        "openclaw.queue.user", "me",
                        "openclaw.queue.password", "hunter2",
                        "openclaw.queue.password-file", "/run/secrets/queue")))
                .hasMessageContaining("both set")
                .hasMessageNotContaining("hunter2");
    }
}
