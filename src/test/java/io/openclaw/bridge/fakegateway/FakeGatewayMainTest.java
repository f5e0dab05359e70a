package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fake gateway as a process of its own.
class FakeGatewayMainTest {
    private static final Pattern READY = Pattern.compile("READY port=(\\d+) control=(\\d+)");

    private static final String SEND = "{'to':'1','message':'hello','sessionKey':'agent:main:a','idempotencyKey':'%s'}";

    @TempDir
    private Path directory;

    @Test
    void aKilledProcessStillKnowsWhatItPostedAndNoLongerItsKeys() throws Exception {
        Path journal = directory.resolve("journal.ndjson");
        Running first = Running.start("--journal", journal.toString());
        try (PlainClient client = first.client()) {
            client.call("send", SEND.formatted("k"));
            first.process.destroyForcibly().waitFor();
            assertThat(client.closed().code()).isEqualTo(1006);
        }
        Running second = Running.start("--journal", journal.toString());
        try (PlainClient client = second.client()) {
            assertThat(second.get("/posted?key=k").lines()).hasSize(1);
            assertThat(client.call("chat.history", "{'sessionKey':'agent:main:a'}")
                            .at("/payload/messages/0/idempotencyKey")
                            .asText())
                    .isEqualTo("k");

            client.call("send", SEND.formatted("k"));

            assertThat(second.get("/posted?key=k").lines()).hasSize(2);
            assertThat(second.get("/posted").lines()).hasSize(2);
            assertThat(second.json("/stats").path("posted").asInt()).isEqualTo(2);

            assertThat(second.post("/fault", "{\"fault\":\"Silence\",\"method\":\"send\",\"effect\":\"NONE\"}"))
                    .isEqualTo(204);
            assertThat(second.post("/fault", "{\"fault\":\"LateAnswer\",\"method\":\"health\",\"delay\":\"PT0.01S\"}"))
                    .isEqualTo(204);
            assertThat(second.post("/fault", "{\"fault\":\"Nonsense\"}")).isEqualTo(400);
            assertThat(second.json("/stats").path("unconsumedFaults")).hasSize(2);
            client.send("send", SEND.formatted("swallowed"));
            client.settle();
            assertThat(second.get("/posted?key=swallowed")).isEmpty();

            assertThat(second.post("/restart", "")).isEqualTo(200);
            assertThat(client.closed().code()).isEqualTo(1012);
        }
        try (PlainClient client = second.client()) {
            client.settle();
            second.process.destroy();
            assertThat(client.closed().code()).as("SIGTERM says goodbye").isEqualTo(1012);
        }
        assertThat(second.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private record Running(Process process, int port, int control) {

        static Running start(String... options) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    FakeGatewayMain.class.getName());
            builder.command().addAll(java.util.List.of(options));
            Process process = builder.redirectErrorStream(true).start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.matches()) {
                    return new Running(process, Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)));
                }
                said.append(line).append('\n');
            }
            throw new AssertionError("the gateway did not start: " + said);
        }

        PlainClient client() {
            PlainClient client = PlainClient.open(URI.create("ws://127.0.0.1:" + port));
            client.connect(PlainClient.params("fake-token"));
            return client;
        }

        String get(String path) throws Exception {
            return send(HttpRequest.newBuilder(uri(path)).build()).body();
        }

        JsonNode json(String path) throws Exception {
            return Wire.parse(get(path)).orElseThrow();
        }

        int post(String path, String body) throws Exception {
            return send(HttpRequest.newBuilder(uri(path))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build())
                    .statusCode();
        }

        private URI uri(String path) {
            return URI.create("http://127.0.0.1:" + control + path);
        }

        private static HttpResponse<String> send(HttpRequest request) throws Exception {
            try (HttpClient http = HttpClient.newHttpClient()) {
                return http.send(request, BodyHandlers.ofString());
            }
        }
    }
}
