package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// The escape hatch.
interface RequestContract extends BridgeUnderContract {
    @Test
    default void anyOtherCallIsAnsweredWithItsPayload() {
        connect();

        assertThat(await(bridge().request("health", Map.of()))).containsEntry("ok", true);
    }

    @Test
    default void anErrorAnswerIsASendException() {
        connect();

        assertThatThrownBy(() -> await(bridge().request("no.such.method", Map.of())))
                .isInstanceOf(SendException.class);
    }

    @Test
    default void withoutAConnectionThereIsNoAnswer() {
        assertThatThrownBy(() -> await(bridge().request("health", Map.of()))).isInstanceOf(ConnectionException.class);
    }
}
