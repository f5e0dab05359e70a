package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The agent's text in what the gateway says of an ended run (contract 3.2 and 5).
class RunReplyTest {
    private static Optional<String> of(String run) {
        return RunReply.of(Frames.json(run));
    }

    @Test
    void ofAWait() {
        assertThat(of("{\"status\":\"ok\",\"terminalReply\":{\"disposition\":\"visible\",\"text\":\"forty-two\"}}"))
                .contains("forty-two");
    }

    @Test
    void ofTheSecondAnswer() {
        assertThat(
                        of(
                                "{\"result\":{\"payloads\":[{\"text\":\"forty\",\"mediaUrl\":null},{\"text\":\"two\"},{\"mediaUrl\":\"x\"}]}}"))
                .contains("forty\ntwo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "{\"terminalReply\":{\"disposition\":\"silent\"}}",
                "{\"terminalReply\":{\"disposition\":\"silent\",\"text\":\"NO_REPLY\"}}",
                "{\"terminalReply\":{\"disposition\":\"visible\"}}",
                "{\"result\":{\"payloads\":[]}}",
                "{\"result\":{\"payloads\":[{\"mediaUrl\":\"x\"}]}}"
            })
    void isEmptyWhereNothingIsToBeSeen(String run) {
        assertThat(of(run)).isEmpty();
    }
}
