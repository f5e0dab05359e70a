package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentCheckTest {
    private final EnvironmentCheck check = new EnvironmentCheck();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPENCLAW_GATEWAY_URL",
                "OPENCLAW_GATEWAY_TOKEN",
                "OPENCLAW_GATEWAY_TOKEN_FILE",
                "OPENCLAW_MODE",
                "OPENCLAW_AGENT",
                "OPENCLAW_WHATSAPP_SESSION_KEY",
                "OPENCLAW_WHATSAPP_SELF",
                "OPENCLAW_MAX_RETRIES",
                "OPENCLAW_INITIAL_DELAY",
                "OPENCLAW_MAX_DELAY",
                "OPENCLAW_CIRCUIT_BREAKER_THRESHOLD",
                "OPENCLAW_CIRCUIT_BREAKER_TIMEOUT",
                "OPENCLAW_DATA_DIR",
                "OPENCLAW_DEVICE_KEY_FILE",
                "OPENCLAW_DISCORD_GUILD_987654321",
                "PATH",
            })
    void saysNothingOfASettingThatCounts(String variable) {
        assertThat(check.findings(Set.of(variable))).isEmpty();
    }

    @Test
    void warnsOfAMisspeltVariableAndNamesTheNearest() {
        assertThat(check.findings(Set.of("OPENCLAW_GATEWAY_TOKN", "OPENCLAW_GATEWAYURL")))
                .satisfiesExactly(
                        one -> assertThat(one).contains("OPENCLAW_GATEWAYURL", "did you mean OPENCLAW_GATEWAY_URL?"),
                        two -> assertThat(two)
                                .contains("OPENCLAW_GATEWAY_TOKN", "did you mean OPENCLAW_GATEWAY_TOKEN?"));
    }

    @Test
    void guessesNothingWhereNothingIsNear() {
        assertThat(check.findings(Set.of("OPENCLAW_SOMETHING_ELSE_ALTOGETHER")))
                .singleElement()
                .satisfies(one -> assertThat(one).endsWith("has no effect."));
    }
}
