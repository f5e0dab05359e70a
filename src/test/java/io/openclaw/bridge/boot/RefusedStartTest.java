package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.ConfigurationException;
import org.junit.jupiter.api.Test;

class RefusedStartTest {
    @Test
    void aFaultOfOursKeepsItsTrace() {
        assertThat(RefusedStart.reason(new RuntimeException("Failed to start quarkus", new NullPointerException())))
                .isEmpty();
    }

    @Test
    void aReasonIsFoundUnderWhatWrapsIt() {
        assertThat(RefusedStart.reason(new RuntimeException(new ConfigurationException("OPENCLAW_X is not set"))))
                .contains("OPENCLAW_X is not set");
    }

    @Test
    void aPropertyIsNamedWithItsVariable() {
        assertThat(SettingNames.explain("openclaw.store.commit-limit is PT0S"))
                .isEqualTo("OPENCLAW_STORE_COMMIT_LIMIT (openclaw.store.commit-limit) is PT0S");
        assertThat(SettingNames.explain("set OPENCLAW_STORE_BATCH: openclaw.store.batch is 0"))
                .isEqualTo("set OPENCLAW_STORE_BATCH: openclaw.store.batch is 0");
        assertThat(SettingNames.explain("in the gateway's openclaw.json")).isEqualTo("in the gateway's openclaw.json");
    }
}
