package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayKeyTest {
    private static final String BODY =
            "{\"message\":\"hi\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":1,\"b\":{\"c\":[1,2]}}}";

    @Test
    void aRepeatHasTheSameKeyHoweverItsBodyIsWritten() {
        String key = key("anna", "telegram:dm:1", BODY);

        assertThat(key).matches("d:[0-9a-f]{64}");
        assertThat(
                        key(
                                "anna",
                                "telegram:dm:1",
                                "{ \"metadata\" : {\"b\":{\"c\":[1,2]},\"a\":1}, \"idempotencyKey\":\"k\",\n\"message\":\"\\u0068i\", \"silent\":false, \"format\":\"plain\"}"))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"hi!\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":1,\"b\":{\"c\":[1,2]}}}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k2\",\"metadata\":{\"a\":1,\"b\":{\"c\":[1,2]}}}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":1,\"b\":{\"c\":[2,1]}}}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":\"1\",\"b\":{\"c\":[1,2]}}}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":1,\"b\":{\"c\":[1,2,null]}}}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k\"}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":1,\"b\":{\"c\":[1,2]}},\"silent\":true}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":1,\"b\":{\"c\":[1,2]}},\"format\":\"markdown\"}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":1,\"b\":{\"c\":[1,2]}},\"threadId\":\"1\"}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":1,\"b\":{\"c\":[1,2]}},\"replyToId\":\"1\"}",
                "{\"message\":\"hi\",\"idempotencyKey\":\"k\",\"metadata\":{\"a\":1,\"b\":{\"c\":[1,2]}},\"deadline\":\"PT1S\"}"
            })
    void anotherBodyIsANewSend(String body) {
        assertThat(key("anna", "telegram:dm:1", body)).isNotEqualTo(key("anna", "telegram:dm:1", BODY));
    }

    @Test
    void callersAndSessionsDoNotMeet() {
        assertThat(Set.of(
                        key("anna", "telegram:dm:1", BODY),
                        key("bert", "telegram:dm:1", BODY),
                        key("anna", "telegram:dm:2", BODY),
                        key("annat", "elegram:dm:1", BODY)))
                .hasSize(4);
    }

    @Test
    void withoutAnIdempotencyKeyEverySendIsNew() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            keys.add(key("anna", "telegram:dm:1", "{\"message\":\"hi\"}"));
        }
        assertThat(keys).hasSize(100).allMatch(key -> key.startsWith("d:"));
    }

    private static String key(String caller, String sessionKey, String body) {
        return GatewayKey.of(
                caller,
                sessionKey,
                DirectMessage.read(
                        body.getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        new Violations(),
                        TestConfig.withMaxMessage(100)));
    }
}
