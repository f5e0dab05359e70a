package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSchemasTest {

    private final FrameSchemas schemas = SampleSchema.schemas();

    @Test
    void aRightFrameIsLegal() {
        assertThat(schemas.judge(frame("send", "{\"to\":\"7\",\"idempotencyKey\":\"k\"}")))
                .isEqualTo(new Verdict.Legal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to\":\"7\"}",
                "{\"to\":7,\"idempotencyKey\":\"k\"}",
                "{\"to\":\"\",\"idempotencyKey\":\"k\"}",
                "{\"to\":\"7\",\"idempotencyKey\":\"k\",\"metadata\":{}}",
                "[]",
            })
    void wrongParamsAreIllegal(String params) {
        assertThat(schemas.judge(frame("send", params))).isInstanceOf(Verdict.Illegal.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"req\",\"id\":\"1\",\"method\":\"send\"}",
                "{\"type\":\"req\",\"id\":1,\"method\":\"health\"}",
                "{\"type\":\"req\",\"id\":\"1\",\"method\":\"health\",\"extra\":1}",
                "{\"type\":\"event\",\"event\":\"tick\"}",
                "[1]",
                "{",
                "",
            })
    void wrongFramesAreIllegal(String frame) {
        assertThat(schemas.judge(frame)).isInstanceOf(Verdict.Illegal.class);
    }

    @Test
    void whatTheSchemaIsSilentAboutIsReported() {
        assertThat(schemas.judge(frame("health", "{}"))).isEqualTo(new Verdict.NoParamsSchema());
        assertThat(schemas.judge(frame("brand.new", "{}"))).isEqualTo(new Verdict.UnlistedMethod());
    }

    @ParameterizedTest
    @CsvSource({
        "send, SendParams",
        "agent.wait, AgentWaitParams",
        "chat.history, ChatHistoryParams",
        "sessions.messages.subscribe, SessionsMessagesSubscribeParams",
        "last-heartbeat, LastHeartbeatParams",
    })
    void aMethodsParamsGoByItsName(String method, String definition) {
        assertThat(FrameSchemas.paramsName(method)).isEqualTo(definition);
    }

    private static String frame(String method, String params) {
        return "{\"type\":\"req\",\"id\":\"1\",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}
