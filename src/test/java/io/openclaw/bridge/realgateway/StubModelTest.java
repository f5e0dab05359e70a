package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StubModelTest {

    private static final String AGAIN = "The previous attempt did not produce a user-visible answer.";
    private static final String CONTEXT =
            "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>a\nb<<<END_OPENCLAW_INTERNAL_CONTEXT>>>";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final StubModel model = new StubModel();

    @AfterEach
    void stop() {
        model.close();
        http.close();
    }

    @Test
    void itEchoesWhatWasSaidLastAndOverlooksTheGatewaysOwnWords() throws Exception {
        assertThat(reply("first", "second\n\nRuntime: blocks", CONTEXT)).isEqualTo("ECHO#1: second");
        assertThat(model.prompts()).containsExactly("second");
    }

    @Test
    void itStreams() throws Exception {
        String events = ask(true, "hello").get().body();

        assertThat(events).contains("data: {").contains("ECHO#").endsWith("data: [DONE]\n\n");
    }

    @Test
    void itKeepsQuietOnRequestOnceOrForGood() throws Exception {
        assertThat(reply("NOREPLY")).isEqualTo("NO_REPLY");
        assertThat(reply("NOREPLY", AGAIN)).startsWith("ECHO#");
        assertThat(reply("MUTE")).isEqualTo("NO_REPLY");
        assertThat(reply("MUTE", AGAIN)).isEqualTo("NO_REPLY");
    }

    @Test
    void itFailsOnRequest() throws Exception {
        assertThat(ask(true, "FAIL500").get().statusCode()).isEqualTo(500);
        assertThat(ask(true, "FAIL429").get().statusCode()).isEqualTo(429);
    }

    @Test
    void aHeldTurnAnswersWhenItIsReleased() {
        CompletableFuture<HttpResponse<String>> answer = ask(false, "HOLD it");
        Awaitility.await().until(() -> model.prompts().contains("HOLD it"));
        assertThat(answer).isNotDone();

        model.release();

        assertThat(answer).succeedsWithin(Duration.ofSeconds(10));
    }

    private String reply(String... said) throws Exception {
        return json.readTree(ask(false, said).get().body())
                .at("/choices/0/message/content")
                .asText();
    }

    private CompletableFuture<HttpResponse<String>> ask(boolean stream, String... said) {
        ObjectNode body = json.createObjectNode().put("model", "echo").put("stream", stream);
        ArrayNode messages = body.putArray("messages");
        for (String text : said) {
            messages.addObject().put("role", "user").put("content", text);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(model.uri() + "/chat/completions"))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
}
