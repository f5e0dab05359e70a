package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonBodyTest {

    @Test
    void valuesKeepTheirKindAndOrder() {
        Map<String, Object> read = read(
                "{\"s\":\"ä\\u00e9😀\",\"t\":true,\"i\":1,\"l\":9007199254740993,\"b\":123456789012345678901234567890,"
                        + "\"d\":1.10,\"e\":1e3,\"n\":null,\"a\":[1,\"x\",[],{}],\"o\":{\"y\":2,\"x\":1}}");

        assertThat(read.keySet()).containsExactly("s", "t", "i", "l", "b", "d", "e", "n", "a", "o");
        assertThat(read)
                .containsEntry("s", "äé😀")
                .containsEntry("t", true)
                .containsEntry("i", 1L)
                .containsEntry("l", 9007199254740993L);
        assertThat(read)
                .containsEntry("b", new BigInteger("123456789012345678901234567890"))
                .containsEntry("d", new BigDecimal("1.10"));
        assertThat(read).containsEntry("n", null).containsEntry("a", Arrays.asList(1L, "x", List.of(), Map.of()));
        assertThat(((Map<?, ?>) read.get("o")).keySet().toString()).isEqualTo("[y, x]");
    }

    @Test
    void aByteOrderMarkIsIgnored() {
        assertThat(read("\uFEFF{\"a\":1}")).containsEntry("a", 1L);
    }

    @Test
    void theReplacementCharacterItselfIsText() {
        assertThat(read("{\"a\":\"\uFFFD\"}")).containsEntry("a", "\uFFFD");
    }

    static List<Arguments> badBodies() {
        return List.of(
                bad("nothing", "", "body", "the body is empty"),
                bad("blanks", " \n\t ", "body", "the body is empty"),
                bad("null", "null", "body", "must be a JSON object"),
                bad("an array", "[{\"message\":\"x\"}]", "body", "must be a JSON object"),
                bad("a number", "1", "body", "must be a JSON object"),
                bad("a string", "\"secret\"", "body", "must be a JSON object"),
                bad("a word", "secret", "body", "is not valid JSON (line 1, column"),
                bad("half an object", "{\"message\":\"secret\"", "body", "is not valid JSON"),
                bad("half a string", "{\"message\":\"sec", "body", "is not valid JSON"),
                bad("a comma too many", "{\"a\":1,}", "body", "is not valid JSON"),
                bad("single quotes", "{'a':1}", "body", "is not valid JSON"),
                bad("a comment", "{/* secret */}", "body", "is not valid JSON"),
                bad("a bare newline in a string", "{\"a\":\"x\ny\"}", "body", "is not valid JSON (line 1"),
                bad("NaN", "{\"a\":NaN}", "body", "is not valid JSON"),
                bad("Infinity", "{\"a\":-Infinity}", "body", "is not valid JSON"),
                bad("a leading zero", "{\"a\":007}", "body", "is not valid JSON"),
                bad("hexadecimal", "{\"a\":0xff}", "body", "is not valid JSON"),
                bad("an unknown escape", "{\"a\":\"\\x\"}", "body", "is not valid JSON"),
                bad("a second object", "{\"a\":1}{\"b\":2}", "body", "something follows it"),
                bad("a second value", "{\"a\":1} 2", "body", "something follows it"),
                bad("rubbish behind", "{\"a\":1} secret", "body", "is not valid JSON"),
                bad("a name twice", "{\"a\":1,\"a\":1}", "a", "stands there twice"),
                bad("a nested name twice", "{\"m\":{\"x\":1,\"x\":2}}", "m.x", "stands there twice"),
                bad("a name twice, once escaped", "{\"a\":1,\"\\u0061\":1}", "a", "stands there twice"),
                bad("a bomb of arrays", "{\"a\":" + "[".repeat(100_000), "body", "nested deeper than 16 levels"),
                bad("a bomb of objects", "{\"a\":".repeat(40_000), "body", "nested deeper than 16 levels"),
                bad("a long number", "{\"a\":" + "9".repeat(100_000) + "}", "body", "too long"),
                bad("a number of 400 digits", "{\"a\":" + "9".repeat(400) + "}", "a", "send it as a string"),
                bad("a number past doubles", "{\"a\":1e400}", "a", "send it as a string"),
                bad("a number past everything", "{\"a\":1e99999999999}", "a", "send it as a string"),
                bad("a number below everything", "{\"a\":1e-2147483649}", "a", "send it as a string"),
                bad("a long name", "{\"" + "n".repeat(60_000) + "\":1}", "body", "too long"));
    }

    private static Arguments bad(String what, String body, String field, String message) {
        return Arguments.of(what, body.getBytes(StandardCharsets.UTF_8), field, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"badBodies", "brokenBytes"})
    void whatIsNoObjectIsRefusedWithTheFieldAndWithoutQuotingIt(
            String what, byte[] body, String field, String message) {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> JsonBody.object(body));

        assertThat(refusal.problem().status()).isEqualTo(400);
        assertThat(refusal.problem().violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo(field);
            assertThat(violation.message()).contains(message).doesNotContain("secret", "fasterxml", "Source");
        });
    }

    static List<Arguments> brokenBytes() {
        return List.of(
                broken("a lone continuation byte", 0x80),
                broken("Latin-1", 0xE4),
                broken("an overlong slash", 0xC0, 0xAF),
                broken("half of three bytes", 0xE2, 0x82),
                broken("a surrogate in UTF-8", 0xED, 0xA0, 0x80),
                broken("beyond Unicode", 0xF4, 0x90, 0x80, 0x80),
                broken("never a byte of UTF-8", 0xFF),
                Arguments.of("UTF-16", "{\"a\":\"ä\"}".getBytes(StandardCharsets.UTF_16), "body", "must be UTF-8"),
                Arguments.of(
                        "UTF-16 without a mark",
                        "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
                        "body",
                        "is not valid JSON"));
    }

    private static Arguments broken(String what, int... bytes) {
        byte[] body = "{\"a\":\"____\"}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            body[6 + i] = (byte) bytes[i];
        }
        return Arguments.of(what, body, "body", "must be UTF-8");
    }

    private static Map<String, Object> read(String json) {
        return JsonBody.object(json.getBytes(StandardCharsets.UTF_8));
    }
}
