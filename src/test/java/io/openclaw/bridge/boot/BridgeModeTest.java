package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeModeTest {

    @ParameterizedTest
    @CsvSource({
        "     , , NORMAL,      REAL",
        "     , , DEVELOPMENT, AUTO",
        "     , , TEST,        MOCK",
        "     , test,       NORMAL,      MOCK",
        "     , Testing,    DEVELOPMENT, MOCK",
        "     , production, NORMAL,      REAL",
        "     , staging,    DEVELOPMENT, AUTO",
        "REAL , test,       TEST,        REAL",
        "MOCK , production, NORMAL,      MOCK",
        "AUTO , , DEVELOPMENT, AUTO",
        "AUTO , , TEST,        AUTO",
    })
    void whatIsSaidRulesThenTheEnvironmentThenTheLaunch(
            @Nullable String configured, @Nullable String environment, LaunchMode launch, BridgeMode expected) {
        assertThat(BridgeMode.resolve(
                        Optional.ofNullable(configured).map(BridgeMode::valueOf),
                        Optional.ofNullable(environment),
                        launch))
                .isEqualTo(expected);
    }

    @Test
    void autoNeverDecidesInProductionWhereItCouldSwallowMessages() {
        assertThatThrownBy(() -> BridgeMode.resolve(Optional.of(BridgeMode.AUTO), Optional.empty(), LaunchMode.NORMAL))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("OPENCLAW_MODE=real");
    }
}
