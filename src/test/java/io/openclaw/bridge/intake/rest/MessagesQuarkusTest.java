package io.openclaw.bridge.intake.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Receipt;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MessagesQuarkusTest {
    private static final String KEY = "telegram:dm:12345";

    private final ScriptedBridge bridge = new ScriptedBridge();

    @TestHTTPResource
    URI door;

    @BeforeEach
    void install() {
        QuarkusMock.installMockForType(bridge, OpenClawBridge.class);
    }

    @Test
    void aReceiptComesBackWithoutWhatIsNull() {
        post("{\"message\":\"hi\",\"metadata\":{\"n\":null,\"x\":1.10}}")
                .statusCode(200)
                .contentType("application/json")
                .body("", aMapWithSize(7))
                .body("status", equalTo("sent"))
                .body("messageId", equalTo("m1"))
                .body("timestamp", equalTo("2026-11-20T18:00:00Z"))
                .body("sessionKey", equalTo(KEY))
                .body("metadata", hasKey("n"))
                .body("metadata.x", equalTo(1.10f))
                .body("gateway", equalTo("mock"))
                .body("attempts", equalTo(1));
    }

    @Test
    void anAgentsReplyComesBack() {
        bridge.answer = message -> Uni.createFrom()
                .item(new Receipt(
                        Receipt.Status.SENT,
                        null,
                        ScriptedBridge.NOW,
                        message.sessionKey(),
                        Map.of(),
                        "run",
                        "mock",
                        2,
                        "Tack!"));

        post("{\"message\":\"hi\",\"delivery\":\"agent\"}")
                .statusCode(200)
                .body("reply", equalTo("Tack!"))
                .body("runId", equalTo("run"))
                .body("attempts", equalTo(2))
                .body("", not(hasKey("messageId")));
    }

    @Test
    void aRunThatNobodyWaitsForIsQueued() {
        bridge.answer = message -> Uni.createFrom()
                .item(new Receipt(
                        Receipt.Status.QUEUED,
                        null,
                        ScriptedBridge.NOW,
                        message.sessionKey(),
                        Map.of(),
                        "run",
                        "mock",
                        1,
                        null));

        post("{\"message\":\"hi\",\"delivery\":\"agent\",\"awaitRun\":false}")
                .statusCode(200)
                .body("status", equalTo("queued"));
        assertThat(bridge.last().awaitRun()).isFalse();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("io.openclaw.bridge.intake.rest.OutcomeProblemsTest#outcomes")
    void everyOutcomeReachesTheCaller(
            Outcome outcome, int status, String word, String code, String gatewayCode, String retryAfter) {
        bridge.fails(outcome);

        ValidatableResponse answer = post("{\"message\":\"hi\"}")
                .statusCode(status)
                .contentType("application/problem+json")
                .header("Retry-After", retryAfter)
                .body("status", equalTo(status))
                .body("outcome", equalTo(word))
                .body("code", equalTo(code))
                .body("gatewayCode", equalTo(gatewayCode))
                .body("instance", equalTo("/api/v1/sessions/telegram%3Adm%3A12345/messages"));
        assertThat(answer.extract().asString()).contains("\"d\"");
    }

    @Test
    void whatWasDeliveredOfAFailedMessageIsNotLost() {
        bridge.fails(new Outcome.Refused(Outcome.Refused.Reason.PARTIAL_DELIVERY, "G", "d", List.of("1", "2"), null));
        post("{\"message\":\"hi\"}").body("messageIds", equalTo(List.of("1", "2")));

        bridge.fails(new Outcome.Refused(Outcome.Refused.Reason.REPLY_NOT_DELIVERED, "G", "d", List.of(), "the reply"));
        post("{\"message\":\"hi\"}").body("reply", equalTo("the reply"));
    }

    @Test
    void theSameKeyAndBodyIsTheSameMessageAtTheGatewayAndAnyOtherIsNot() {
        String first = gatewayKey("{\"message\":\"hi\",\"idempotencyKey\":\"k\"}");

        assertThat(first).startsWith("d:").hasSize(66);
        assertThat(gatewayKey("{\"idempotencyKey\":\"k\",\"message\":\"hi\"}")).isEqualTo(first);
        assertThat(gatewayKey("{\"message\":\"ho\",\"idempotencyKey\":\"k\"}")).isNotEqualTo(first);
        assertThat(gatewayKey("{\"message\":\"hi\"}")).isNotEqualTo(gatewayKey("{\"message\":\"hi\"}"));
        given().contentType("application/json")
                .header("Idempotency-Key", "k")
                .body("{\"message\":\"hi\"}")
                .post("/api/v1/sessions/{key}/messages", KEY);
        assertThat(bridge.last().idempotencyKey()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whatsapp:dm:+18312950562",
                "whatsapp:group:1203@g.us",
                "slack:channel:C0123ABC",
                "telegram:group:-100:topic:7",
                "agent:main:bridge/orders #1?%",
                "discord:dm:é😀"
            })
    void theKeyInThePathIsTheKeyAtTheBridge(String key) {
        bridge.answer = message -> Uni.createFrom()
                .item(new Receipt(
                        Receipt.Status.SENT,
                        null,
                        ScriptedBridge.NOW,
                        message.sessionKey(),
                        Map.of(),
                        null,
                        "mock",
                        1,
                        null));

        given().contentType("application/json")
                .body("{\"message\":\"hi\"}")
                .post("/api/v1/sessions/{key}/messages", key)
                .then()
                .statusCode(200)
                .body("sessionKey", equalTo(key));
        assertThat(bridge.last().sessionKey()).isEqualTo(key);
    }

    @Test
    void textArrivesWordForWord() {
        String text = "  List<String> a_b_c *x*\r\n\tat Foo.java:1 😀 \uFFFD \\u0041  ";

        given().contentType("application/json")
                .body(Map.of("message", text))
                .post("/api/v1/sessions/{key}/messages", KEY)
                .then()
                .statusCode(200);
        assertThat(bridge.last().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 240})
    void theEventLoopReadsBodiesOfAnySize(int kibibytes) {
        AtomicBoolean onEventLoop = new AtomicBoolean();
        bridge.answer = message -> {
            onEventLoop.set(Context.isOnEventLoopThread());
            return Uni.createFrom()
                    .item(new Receipt(
                            Receipt.Status.SENT, null, ScriptedBridge.NOW, KEY, Map.of(), null, "mock", 1, null));
        };
        String notes = "n".repeat(15_000);
        String entries = String.join(
                ",",
                java.util.stream.IntStream.range(0, kibibytes / 15 + 1)
                        .mapToObj(i -> "\"k" + i + "\":\"" + notes + "\"")
                        .toList());

        post("{\"message\":\"hi\",\"metadata\":{" + entries + "}}").statusCode(200);
        assertThat(onEventLoop).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01, false",
        "00-x, false",
        "'', false"
    })
    void aTraceIsContinuedAndABrokenOneIgnored(String traceparent, boolean valid) {
        given().contentType("application/json")
                .header("traceparent", traceparent)
                .body("{\"message\":\"hi\"}")
                .post("/api/v1/sessions/{key}/messages", KEY)
                .then()
                .statusCode(200);
        assertThat(bridge.last().traceparent()).isEqualTo(valid ? traceparent : null);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        String body = "{\"message\":\"hi\"}";
        StringBuilder requests = new StringBuilder();
        for (int i = 1; i <= 5; i++) {
            requests.append("POST /api/v1/sessions/telegram:dm:" + i
                    + "/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
        }
        try (RawHttp http = new RawHttp(door.getPort())) {
            assertThat(http.pipeline(requests.toString(), 5))
                    .extracting(answer -> answer.text().replaceAll(".*(telegram:dm:.).*", "$1"))
                    .containsExactly(
                            "telegram:dm:1", "telegram:dm:2", "telegram:dm:3", "telegram:dm:4", "telegram:dm:5");
        }
    }

    @Test
    void http2IsADoorToo() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (String body : List.of(
                    "{\"message\":\"hi\"}",
                    "{\"message\":\"ho\"}",
                    "{\"message\":\"" + "x".repeat(300_000) + "\"}",
                    "{}")) {
                HttpRequest request = HttpRequest.newBuilder(door.resolve("/api/v1/sessions/telegram:dm:1/messages"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(body.length() > 100 ? 413 : body.length() > 2 ? 200 : 400);
            }
        }
    }

    @Test
    void aLateAnswerIsStillAnAnswer() {
        bridge.answer = message -> Uni.createFrom()
                .item(new Receipt(Receipt.Status.SENT, null, ScriptedBridge.NOW, KEY, Map.of(), null, "mock", 1, null))
                .onItem()
                .delayIt()
                .by(Duration.ofMillis(50));

        post("{\"message\":\"hi\",\"deadline\":\"PT5S\"}").statusCode(200);
        assertThat(bridge.last()).extracting(OutboundMessage::deadline).isEqualTo(Duration.ofSeconds(5));
    }

    private String gatewayKey(String body) {
        post(body).statusCode(200);
        return bridge.last().idempotencyKey();
    }

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/sessions/{key}/messages", KEY)
                .then();
    }
}
