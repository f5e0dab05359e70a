package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StubTelegramTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final StubTelegram telegram = new StubTelegram();

    @AfterEach
    void stop() {
        telegram.close();
        http.close();
    }

    @Test
    void aMessageIsTakenAndCanBeReadAsAPersonReadsIt() throws Exception {
        HttpResponse<String> answer = post("sendMessage", """
                {"chat_id":"7","text":"<b>a</b> &lt;i&gt; &amp;#38; x&#10;\u2060","parse_mode":"HTML","message_thread_id":9}""");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json.readTree(answer.body()).at("/result/message_id").asLong())
                .isPositive();
        TelegramMessage message = telegram.awaitMessage(SOON, any -> true);
        assertThat(message.read()).isEqualTo("a <i> &#38; x\n");
        assertThat(message.formatting()).containsExactly("b");
        assertThat(message.chat()).isEqualTo("7");
        assertThat(message.threadId()).isEqualTo("9");
    }

    @ParameterizedTest
    @CsvSource({
        "7,      TG429 x, 429, 'Too Many Requests: retry after 3'",
        "7,      TG500 x, 500, 'Internal Server Error'",
        "404404, x,       400, 'Bad Request: chat not found'",
        "403403, x,       403, 'Forbidden: bot was blocked by the user'",
    })
    void aRefusedMessageIsSeenButNotTaken(String chat, String text, int status, String description) throws Exception {
        HttpResponse<String> answer = send(chat, text);

        assertThat(answer.statusCode()).isEqualTo(status);
        JsonNode refusal = json.readTree(answer.body());
        assertThat(refusal.path("ok").asBoolean()).isFalse();
        assertThat(refusal.path("error_code").asInt()).isEqualTo(status);
        assertThat(refusal.path("description").asText()).isEqualTo(description);
        assertThat(telegram.messages()).isEmpty();
        assertThat(telegram.calls())
                .singleElement()
                .extracting(TelegramCall::text)
                .isEqualTo(text);
    }

    @Test
    void aRefusalForHasteSaysWhenToComeBack() throws Exception {
        assertThat(json.readTree(send("7", "TG429").body())
                        .at("/parameters/retry_after")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void aPlannedFaultIsMetOnce() throws Exception {
        telegram.plan("7", new TelegramFault.TooManyRequests(1));

        assertThat(send("7", "first").statusCode()).isEqualTo(429);
        assertThat(send("7", "again").statusCode()).isEqualTo(200);
        assertThat(telegram.messagesTo("7")).extracting(TelegramMessage::text).containsExactly("again");
    }

    @Test
    void aSlowMessageIsTakenBeforeItsAnswerIsReleased() throws Exception {
        telegram.plan("7", new TelegramFault.Slow(Duration.ofMinutes(1)));
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request("sendMessage", body("7", "slow")), HttpResponse.BodyHandlers.ofString());

        telegram.awaitMessage(SOON, message -> message.text().equals("slow"));
        assertThat(answer).isNotDone();
        telegram.releaseSlow();

        assertThat(answer)
                .succeedsWithin(SOON)
                .extracting(HttpResponse::statusCode)
                .isEqualTo(200);
    }

    @Test
    void aHungUpMessageIsTakenWithoutAnAnswer() {
        assertThatThrownBy(() -> send("7", "TGHANGUP")).isInstanceOf(IOException.class);
        assertThat(telegram.messagesTo("7")).hasSize(1);
    }

    @Test
    void aStoppedPlatformRefusesConnectionsAndRemembersWhenItIsBack() throws Exception {
        send("7", "before");
        telegram.stop();

        assertThatThrownBy(() -> send("7", "lost")).isInstanceOf(ConnectException.class);

        telegram.start();
        send("7", "after");
        assertThat(telegram.messagesTo("7")).extracting(TelegramMessage::text).containsExactly("before", "after");
    }

    @Test
    void anInjectedUpdateEndsTheLongPollAndIsGivenUntilAcknowledged() throws Exception {
        CompletableFuture<HttpResponse<String>> poll = http.sendAsync(
                request("getUpdates", "{\"offset\":0,\"timeout\":25}"), HttpResponse.BodyHandlers.ofString());

        long id = telegram.inject(json.readTree("{\"message\":{\"text\":\"hello\"}}"));

        assertThat(poll).succeedsWithin(SOON);
        JsonNode update = json.readTree(poll.get().body()).at("/result/0");
        assertThat(update.path("update_id").asLong()).isEqualTo(id);
        assertThat(update.at("/message/text").asText()).isEqualTo("hello");
        String acknowledged = post("getUpdates", "{\"offset\":%d,\"timeout\":0}".formatted(id + 1))
                .body();
        assertThat(json.readTree(acknowledged).path("result")).isEmpty();
    }

    @Test
    void thePageShowsWhatArrivedNewestFirstAndEscaped() throws Exception {
        send("7", "older");
        send("7", "<script>newer</script>");
        send("404404", "refused");

        String page = get("/").body();

        assertThat(page)
                .contains("2 messages arrived, 1 refused")
                .contains("&lt;script&gt;newer")
                .doesNotContain("<script>");
        assertThat(page.indexOf("newer")).isLessThan(page.indexOf("older"));
    }

    @Test
    void callsAreListedAndForgotten() throws Exception {
        send("7", "one");
        assertThat(json.readTree(get("/_calls").body()).at("/0/params/text").asText())
                .isEqualTo("one");

        http.send(
                HttpRequest.newBuilder(telegram.uri().resolve("/_calls"))
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.discarding());

        assertThat(telegram.calls()).isEmpty();
        assertThat(telegram.messages()).isEmpty();
    }

    private HttpResponse<String> send(String chat, String text) throws Exception {
        return post("sendMessage", body(chat, text));
    }

    private String body(String chat, String text) {
        return json.createObjectNode().put("chat_id", chat).put("text", text).toString();
    }

    private HttpResponse<String> post(String method, String body) throws Exception {
        return http.send(request(method, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(telegram.uri().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String body) {
        URI uri = telegram.uri().resolve("/bot222:AAA/" + method);
        return HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
