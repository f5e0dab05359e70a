package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.production.BridgeConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataHomeTest {
    @ParameterizedTest
    @CsvSource({
        "REAL, MOCK, ''",
        "MOCK, REAL, mock",
        "AUTO, REAL, ''",
        "AUTO, MOCK, mock",
    })
    void theMocksDataAreApartFromRealOnes(BridgeMode mode, BridgeStatus.Mode decided, String folder) {
        BridgeConfig config = StandaloneSettings.read().of(BridgeConfig.class);
        DataHome home = DataHome.of(config, mode, () -> decided);
        assertThat(home.folder()).isEqualTo(config.dataDir().resolve(folder));
    }
}
