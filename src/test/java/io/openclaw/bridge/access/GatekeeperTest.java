package io.openclaw.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.access.AccessConfig.Mode;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatekeeperTest {
    private static final String ELSEWHERE = "HTTP on 0.0.0.0:8080";

    private final Gatekeeper gatekeeper = new Gatekeeper(new Keyring(InstantSource.system(), 0));

    @Test
    void isClosedUntilItHasDecided() {
        assertThat(gatekeeper.isOpen()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // mode, credentials, elsewhere, lenient, open
        "AUTO, false, false, false, true",
        "AUTO, true,  false, false, false",
        "AUTO, true,  true,  false, false",
        "AUTO, false, true,  true,  true",
        "OPEN, false, false, false, true",
        "OPEN, false, true,  false, true",
        "OPEN, true,  true,  false, true",
        "KEYS, false, false, false, false",
        "KEYS, false, true,  false, false",
        "KEYS, true,  false, false, false",
    })
    void isOpenOnlyOnTheLoopbackWithoutKeysOrOnPurpose(
            Mode mode, boolean credentials, boolean elsewhere, boolean lenient, boolean open) {
        Gatekeeper.Decision decision =
                gatekeeper.decide(mode, credentials, elsewhere ? List.of(ELSEWHERE) : List.of(), lenient);
        assertThat(gatekeeper.isOpen()).isEqualTo(open);
        assertThat(decision.sentence()).isNotBlank().doesNotContain("\n");
        assertThat(decision.warning()).isEqualTo(open && elsewhere || !open && !credentials);
    }

    @Test
    void aServiceThatListensElsewhereWithoutKeysDoesNotStartAndSaysWhatToSet() {
        assertThatThrownBy(() -> gatekeeper.decide(Mode.AUTO, false, List.of(ELSEWHERE, "AMQP on ::"), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "HTTP on 0.0.0.0:8080 and AMQP on ::",
                        "OPENCLAW_ACCESS_ADMIN_KEY",
                        "OPENCLAW_ACCESS_KEYS_FILE",
                        "QUARKUS_HTTP_HOST=127.0.0.1",
                        "OPENCLAW_QUEUE_HOST=127.0.0.1",
                        "OPENCLAW_ACCESS=open");
        assertThat(gatekeeper.isOpen()).isFalse();
    }
}
