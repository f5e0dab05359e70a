package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.gateway.GatewaySettings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The settings by the exact names of the environment (design, section 4, "Configuration").
class BridgeConfigTest {
    private static BridgeConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(BridgeConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                // Other rooms have settings under the same prefix.
                .withMappingIgnore("openclaw.**")
                .build()
                .getConfigMapping(BridgeConfig.class);
    }

    private static BridgeSettings settings(Map<String, String> environment) {
        return BridgeSettings.from(config(environment), "1.2.3");
    }

    private static BridgeSettings settings(String name, String value) {
        return settings(Map.of(name, value));
    }

    @Test
    void withoutAnyVariableThereAreTheDefaultsOfTheDesign() {
        BridgeSettings settings = settings(Map.of());
        BridgeSettings expected = BridgeSettings.of(
                GatewaySettings.of(URI.create("ws://127.0.0.1:18789"), () -> null), Path.of("./data"));

        assertThat(settings)
                .usingRecursiveComparison()
                .ignoringFields("gateway.token", "gateway.clientVersion")
                .isEqualTo(expected);
        assertThat(settings.gateway().token().get()).isNull();
        assertThat(settings.gateway().clientVersion()).isEqualTo("1.2.3");
        assertThat(settings.maxRetries()).isEqualTo(3);
        assertThat(settings.initialDelay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.maxDelay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.breakerThreshold()).isEqualTo(5);
        assertThat(settings.breakerTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.maxRuns()).isEqualTo(32);
        assertThat(settings.gateway().window()).isEqualTo(64);
    }

    @Test
    void everyVariableArrives() {
        Map<String, String> environment = new HashMap<>();
        environment.put("OPENCLAW_GATEWAY_NAME", "east");
        environment.put("OPENCLAW_GATEWAY_URL", "wss://gateway.example:1234/ws");
        environment.put("OPENCLAW_GATEWAY_TOKEN", " secret ");
        environment.put("OPENCLAW_GATEWAY_WINDOW", "16");
        environment.put("OPENCLAW_GATEWAY_TLS_CA", "/tls/ca.pem");
        environment.put("OPENCLAW_GATEWAY_TLS_CERTIFICATE", "/tls/cert.pem");
        environment.put("OPENCLAW_GATEWAY_TLS_KEY", "/tls/key.pem");
        environment.put("OPENCLAW_AGENT", "ops");
        environment.put("OPENCLAW_CHANNELS", "mattermost,signal");
        environment.put("OPENCLAW_WHATSAPP_SELF", "18312950562");
        environment.put("OPENCLAW_WHATSAPP_SESSION_KEY", "whatsapp:self:main");
        environment.put("OPENCLAW_DISCORD_GUILD_987654321", "555");
        environment.put("OPENCLAW_DISCORD_GUILD_12", "34");
        environment.put("OPENCLAW_MAX_RETRIES", "7");
        environment.put("OPENCLAW_INITIAL_DELAY", "2.0");
        environment.put("OPENCLAW_MAX_DELAY", "60");
        environment.put("OPENCLAW_CIRCUIT_BREAKER_THRESHOLD", "9");
        environment.put("OPENCLAW_CIRCUIT_BREAKER_TIMEOUT", "90");
        environment.put("OPENCLAW_DATA_DIR", "/var/lib/openclaw");
        environment.put("OPENCLAW_DEVICE_KEY_FILE", "/secrets/device.pem");
        environment.put("OPENCLAW_MAX_AGENT_RUNS", "8");

        BridgeSettings settings = settings(environment);

        assertThat(settings.name()).isEqualTo("east");
        assertThat(settings.gateway().url()).isEqualTo(URI.create("wss://gateway.example:1234/ws"));
        assertThat(settings.gateway().token().get()).isEqualTo("secret");
        assertThat(settings.gateway().window()).isEqualTo(16);
        assertThat(settings.gateway().tls().ca()).isEqualTo(Path.of("/tls/ca.pem"));
        assertThat(settings.gateway().tls().certificate()).isEqualTo(Path.of("/tls/cert.pem"));
        assertThat(settings.gateway().tls().key()).isEqualTo(Path.of("/tls/key.pem"));
        assertThat(settings.gateway().reconnectInitial()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.gateway().reconnectMaximum()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.agent()).isEqualTo("ops");
        assertThat(settings.channels()).isEqualTo(Set.of("mattermost", "signal"));
        assertThat(settings.whatsappSelf()).isEqualTo("18312950562");
        assertThat(config(environment).whatsapp().sessionKey()).contains("whatsapp:self:main");
        assertThat(settings.discordGuilds()).isEqualTo(Map.of("987654321", "555", "12", "34"));
        assertThat(settings.maxRetries()).isEqualTo(7);
        assertThat(settings.initialDelay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.maxDelay()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.breakerThreshold()).isEqualTo(9);
        assertThat(settings.breakerTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.deviceKey()).isEqualTo(Path.of("/secrets/device.pem"));
        assertThat(settings.deviceToken()).isEqualTo(Path.of("/var/lib/openclaw/device-token"));
        assertThat(settings.maxRuns()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"1.0, 1000", "60, 60000", "1s, 1000", "PT1S, 1000", "0.5, 500", "250ms, 250", "2m, 120000"})
    void delaysMayBeWrittenAsInTheSeedsAndOtherwise(String text, long millis) {
        assertThat(settings("OPENCLAW_CIRCUIT_BREAKER_TIMEOUT", text).breakerTimeout())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void aDelayThatIsNoneIsRefusedWithExamples() {
        assertThatThrownBy(() -> settings("OPENCLAW_INITIAL_DELAY", "soon"))
                .hasMessageContaining("soon")
                .hasMessageContaining("PT1S");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENCLAW_MAX_RETRIES, -1",
        "OPENCLAW_CIRCUIT_BREAKER_THRESHOLD, 0",
        "OPENCLAW_CIRCUIT_BREAKER_TIMEOUT, 0",
        "OPENCLAW_MAX_AGENT_RUNS, 0",
        "OPENCLAW_INITIAL_DELAY, 0",
        "OPENCLAW_MAX_DELAY, 0.5"
    })
    void aNumberThatWouldSpinOrStopTheBridgeIsRefusedByName(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(name, value))
                .withMessageContaining(name)
                .withMessageContaining("at least");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:18789", "127.0.0.1:18789", "ws://", "ws:// host", "", " "})
    void anAddressThatIsNoneIsRefusedWithAnExample(String url) {
        assertThatThrownBy(() -> settings("OPENCLAW_GATEWAY_URL", url))
                .message()
                .containsAnyOf("ws://host:port", "openclaw.gateway.url");
    }

    @Test
    void anAddressMayHaveBlanksAround() {
        assertThat(settings("OPENCLAW_GATEWAY_URL", " ws://h:1 ").gateway().url())
                .isEqualTo(URI.create("ws://h:1"));
    }

    @Test
    void theTokenMayBeInAFileThatIsReadAnewEachTime(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "first\n");
        BridgeSettings settings = settings("OPENCLAW_GATEWAY_TOKEN_FILE", file.toString());
        assertThat(settings.gateway().token().get()).isEqualTo("first");

        Files.writeString(file, "second\n");

        assertThat(settings.gateway().token().get()).isEqualTo("second");
    }

    @Test
    void anEmptyTokenFileIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), " \n");
        BridgeSettings settings = settings("OPENCLAW_GATEWAY_TOKEN_FILE", file.toString());

        assertThatThrownBy(() -> settings.gateway().token().get())
                .hasMessage(
                        "OPENCLAW_GATEWAY_TOKEN_FILE is empty: write the gateway's gateway.auth.token into " + file);
    }

    @Test
    void aTokenFileThatCannotBeReadNamesTheVariableAndTheFile(@TempDir Path folder) {
        Path file = folder.resolve("missing");
        BridgeSettings settings = settings("OPENCLAW_GATEWAY_TOKEN_FILE", file.toString());

        assertThatThrownBy(() -> settings.gateway().token().get())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("OPENCLAW_GATEWAY_TOKEN_FILE")
                .hasMessageContaining(file.toString());
    }

    @Test
    void tokenAndTokenFileTogetherAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(
                        Map.of("OPENCLAW_GATEWAY_TOKEN", "secret", "OPENCLAW_GATEWAY_TOKEN_FILE", "/run/secret")))
                .withMessageContaining("OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_TOKEN_FILE")
                .withMessageNotContaining("secret,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPENCLAW_GATEWAY_TOKEN", "OPENCLAW_AGENT", "OPENCLAW_WHATSAPP_SELF", "OPENCLAW_CHANNELS"})
    void anEmptyVariableIsNotSet(String name) {
        assertThat(settings(name, ""))
                .usingRecursiveComparison()
                .ignoringFields("gateway.token")
                .isEqualTo(settings(Map.of()));
    }

    @Test
    void noSettingPrintsTheToken() {
        assertThat(settings("OPENCLAW_GATEWAY_TOKEN", "very-secret").toString()).doesNotContain("very-secret");
    }
}
