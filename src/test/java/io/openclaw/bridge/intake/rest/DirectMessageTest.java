package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.TextFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectMessageTest {
    private static final String KEY = "telegram:dm:12345";

    private static final RestConfig CONFIG = TestConfig.withMaxMessage(20);

    @Test
    void everyPropertyReachesTheBridge() {
        OutboundMessage message = read("""
                {"message":"hi","metadata":{"a":{"b":[1]}},"delivery":"agent","format":"markdown","idempotencyKey":"k","agentId":"main",
                 "accountId":"acc","threadId":"42","replyToId":"7","silent":true,"deadline":"PT1M30S","awaitRun":false}""").outbound("", KEY).build();

        assertThat(message.sessionKey()).isEqualTo(KEY);
        assertThat(message.text()).isEqualTo("hi");
        assertThat(message.metadata()).isEqualTo(Map.of("a", Map.of("b", List.of(1L))));
        assertThat(message.delivery()).isEqualTo(DeliveryStyle.AGENT);
        assertThat(message.format()).isEqualTo(TextFormat.MARKDOWN);
        assertThat(message.agentId()).isEqualTo("main");
        assertThat(message.accountId()).isEqualTo("acc");
        assertThat(message.threadId()).isEqualTo("42");
        assertThat(message.replyToId()).isEqualTo("7");
        assertThat(message.silent()).isTrue();
        assertThat(message.deadline()).isEqualTo(Duration.ofSeconds(90));
        assertThat(message.awaitRun()).isFalse();
    }

    @Test
    void whatIsAbsentOrNullIsTheDefault() {
        OutboundMessage absent = read("{\"message\":\"hi\"}").outbound("", KEY).build();
        OutboundMessage nulls = read("""
                {"message":"hi","metadata":null,"delivery":null,"format":null,"idempotencyKey":null,"agentId":null,"accountId":null,
                 "threadId":null,"replyToId":null,"silent":null,"deadline":null,"awaitRun":null}""").outbound("", KEY).build();
        OutboundMessage defaults = OutboundMessage.of(KEY, "hi");

        assertThat(absent.toBuilder().idempotencyKey(null).build()).isEqualTo(defaults);
        assertThat(nulls.toBuilder().idempotencyKey(null).build()).isEqualTo(defaults);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {}                                                  | message        | is required
                    {"message":null}                                    | message        | is required
                    {"message":1}                                       | message        | must be a string
                    {"message":{"text":"x"}}                            | message        | must be a string
                    {"message":["x"]}                                   | message        | must be a string
                    {"message":""}                                      | message        | must not be blank
                    {"message":" \\n\\t "}                              | message        | must not be blank
                    {"message":"\\u00a0\\u200b\\u2003\\u200e\\ufeff"}   | message        | must not be blank
                    {"message":"123456789012345678901"}                 | message        | has 21 characters; at most 20
                    {"message":"a\\u0000"}                              | message        | U+0000 at character 2
                    {"message":"a\\u001b[31m"}                          | message        | U+001B
                    {"message":"a\\u007f"}                              | message        | U+007F
                    {"message":"a\\u0085b"}                             | message        | U+0085
                    {"message":"a\\rb"}                                 | message        | U+000D
                    {"message":"a\\r"}                                  | message        | U+000D
                    {"message":"\\ud83d"}                               | message        | half a surrogate pair at character 1
                    {"message":"a\\ude00"}                              | message        | half a surrogate pair at character 2
                    {"message":"\\ud83d\\ud83d\\ude00"}                 | message        | half a surrogate pair at character 1
                    {"message":"x","mesage":"x"}                        | mesage         | is not a property of this request; known are message,
                    {"message":"x","Message":"x"}                       | Message        | is not a property
                    {"message":"x","":1}                                | ~~             | is not a property
                    {"message":"x","sessionKey":"a:b:c"}                | sessionKey     | is not a property
                    {"message":"x","metadata":[]}                       | metadata       | must be a JSON object
                    {"message":"x","metadata":"x"}                      | metadata       | must be a JSON object
                    {"message":"x","metadata":{"a":{"b":{"c":{}}}}}     | metadata.a.b.c | nested too deep
                    {"message":"x","metadata":{"a":[[[1]]]}}            | metadata.a     | nested too deep
                    {"message":"x","metadata":{"a":"\\u0000"}}          | metadata.a     | U+0000
                    {"message":"x","metadata":{"a":["\\ud800"]}}        | metadata.a     | half a surrogate pair
                    {"message":"x","metadata":{"":1}}                   | metadata.      | must not be blank
                    {"message":"x","metadata":{"a\\nb":1}}              | metadata.a\uFFFDb | control characters
                    {"message":"x","delivery":"DIRECT"}                 | delivery       | must be one of "direct", "agent"
                    {"message":"x","delivery":1}                        | delivery       | must be one of
                    {"message":"x","delivery":""}                       | delivery       | must be one of
                    {"message":"x","format":"html"}                     | format         | must be one of "plain", "markdown"
                    {"message":"x","idempotencyKey":""}                 | idempotencyKey | must not be blank
                    {"message":"x","idempotencyKey":7}                  | idempotencyKey | must be a string; put the number in quotes
                    {"message":"x","idempotencyKey":"a\\nb"}            | idempotencyKey | control characters
                    {"message":"x","agentId":" "}                       | agentId        | must not be blank
                    {"message":"x","accountId":{}}                      | accountId      | must be a string
                    {"message":"x","threadId":42}                       | threadId       | put the number in quotes
                    {"message":"x","replyToId":true}                    | replyToId      | must be a string
                    {"message":"x","silent":"true"}                     | silent         | must be true or false, without quotes
                    {"message":"x","silent":1}                          | silent         | must be true or false
                    {"message":"x","awaitRun":"no"}                     | awaitRun       | must be true or false
                    {"message":"x","deadline":30}                       | deadline       | ISO 8601 duration
                    {"message":"x","deadline":"30s"}                    | deadline       | ISO 8601 duration
                    {"message":"x","deadline":"PT0S"}                   | deadline       | above zero
                    {"message":"x","deadline":"-PT1S"}                  | deadline       | above zero
                    {"message":"x","deadline":"PT15M0.001S"}            | deadline       | at most PT15M
                    {"message":"x","deadline":"PT9223372036854775807H"} | deadline       | ISO 8601 duration
                    """)
    void badInputNamesTheFieldAndTheRemedy(String body, String field, String message) {
        assertThat(refusal(body).violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo(field);
            assertThat(violation.message()).contains(message);
            assertThat(violation.in()).isEqualTo(Violation.In.BODY);
        });
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        Problem problem = refusal("{\"mesage\":\"x\",\"delivery\":\"fax\",\"silent\":\"yes\"}");

        assertThat(problem.violations())
                .extracting(Violation::field)
                .containsExactly("message", "delivery", "silent", "mesage");
        assertThat(problem.detail()).contains("4 things are wrong");
    }

    @Test
    void aThousandMistakesMakeTwentyLines() {
        String names =
                IntStream.range(0, 1_000).mapToObj(i -> "\"n" + i + "\":1").collect(Collectors.joining(","));

        Problem problem = refusal("{\"message\":\"x\"," + names + "}");

        assertThat(problem.violations()).hasSize(20);
        assertThat(problem.detail()).contains("1000 things are wrong", "the first 20 are listed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tab\\tand\\nnewline",
                "Windows\\r\\nline",
                "12345678901234567\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00",
                "\\ufffd",
                "\\u202eright to left",
                "a NO_REPLY b",
                "no_reply",
                "<b>&amp;"
            })
    void textIsText(String message) {
        assertThat(read("{\"message\":\"" + message + "\"}").message()).isNotEmpty();
    }

    @Test
    void thirtyTwoEntriesAndThreeLevelsOfMetadataAreFine() {
        String entries = IntStream.range(0, 32)
                .mapToObj(i -> "\"k" + i + "\":{\"l\":[1,null,true,\"x\"]}")
                .collect(Collectors.joining(","));

        assertThat(read("{\"message\":\"x\",\"metadata\":{" + entries + "}}").metadata())
                .hasSize(32);
        assertThat(refusal("{\"message\":\"x\",\"metadata\":{\"one\":1," + entries + "}}")
                        .violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.message()).contains("33 entries; at most 32"));
    }

    @Test
    void theIdempotencyKeyMayStandInTheHeader() {
        assertThat(read("{\"message\":\"x\"}", List.of("h")).idempotencyKey()).isEqualTo("h");
        assertThat(read("{\"message\":\"x\",\"idempotencyKey\":\"h\"}", List.of("h"))
                        .idempotencyKey())
                .isEqualTo("h");
        assertThat(read("{\"message\":\"x\"}", List.of("h".repeat(255))).idempotencyKey())
                .hasSize(255);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    '',       must not be blank
                    ä,        printable ASCII
                    other,    differs from the body's idempotencyKey
                    long,     has 256 characters; at most 255
                    """)
    void aBadIdempotencyHeaderIsNamed(String header, String message) {
        String value = header.equals("long") ? "x".repeat(256) : header;
        Problem problem = catchThrowableOfType(
                        ProblemException.class,
                        () -> read("{\"message\":\"x\",\"idempotencyKey\":\"mine\"}", List.of(value)))
                .problem();

        assertThat(problem.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("Idempotency-Key");
            assertThat(violation.in()).isEqualTo(Violation.In.HEADER);
            assertThat(violation.message()).contains(message);
        });
    }

    @Test
    void nothingOfTheMessageIsInItsToString() {
        assertThat(read("{\"message\":\"secret\",\"metadata\":{\"token\":\"secret\"}}")
                        .toString())
                .doesNotContain("secret");
    }

    private static Problem refusal(String body) {
        return catchThrowableOfType(ProblemException.class, () -> read(body)).problem();
    }

    private static DirectMessage read(String body) {
        return read(body, List.of());
    }

    private static DirectMessage read(String body, List<String> headers) {
        return DirectMessage.read(body.getBytes(StandardCharsets.UTF_8), headers, new Violations(), CONFIG);
    }
}
