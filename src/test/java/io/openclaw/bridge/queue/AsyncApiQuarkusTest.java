package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.openclaw.bridge.notification.Broker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The description of the queue is held against that of REST, and tried on the door.
@QuarkusTest
@TestProfile(QueueQuarkusTest.WithBroker.class)
class AsyncApiQuarkusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String SHARED = "./openapi#";

    @Inject
    QueueDoor door;

    private JsonNode document;
    private JsonNode rest;

    @BeforeEach
    void read() throws IOException {
        document = YAML.readTree(get("/q/asyncapi").asString());
        rest = JSON.readTree(get("/q/openapi?format=json").asByteArray());
    }

    /// A schema of the queue, with REST's schemas at hand.
    private JsonSchema schema(JsonNode schema) throws IOException {
        String text = schema.toString().replace(SHARED, "#");
        JsonNode local = JSON.readTree(text);
        ObjectNode whole = JSON.createObjectNode();
        if (local.isObject()) {
            whole.setAll((ObjectNode) local);
        }
        whole.set("components", rest.path("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
    }

    private static JsonNode payload(JsonNode message) {
        JsonNode payload = message.path("payload");
        return payload.has("schema") ? payload.path("schema") : payload;
    }

    @Test
    void itIsServedAsAsyncApi3() {
        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(get("/q/asyncapi").contentType()).startsWith("application/yaml");
    }

    @Test
    void itIsValidByTheSpecificationsOwnSchema() throws IOException, InterruptedException {
        assumeTrue(NodePackage.canBeFetched(), "node and npm are not on the PATH");
        NodePackage specs = NodePackage.ready(NodePackage.ASYNCAPI_SPECS);
        JsonNode schema = JSON.readTree(specs.modules()
                .resolve("@asyncapi/specs/schemas/3.0.0-without-$id.json")
                .toFile());

        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                        .getSchema(schema)
                        .validate(document))
                .isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(document.findValues("$ref")).isNotEmpty().allSatisfy(reference -> {
            String to = reference.asText();
            JsonNode target = to.startsWith(SHARED)
                    ? rest.at(to.substring(SHARED.length()))
                    : document.at(to.substring(to.indexOf('#') + 1));
            assertThat(target.isMissingNode()).as(to).isFalse();
        });
    }

    @Test
    void aNotificationIsExactlyWhatRestTakes() {
        assertThat(document.at("/components/messages/notification/payload/schema/$ref")
                        .asText())
                .isEqualTo("./openapi"
                        + rest.at(
                                        "/paths/~1api~1v1~1notifications/post/requestBody/content/application~1json/schema/$ref")
                                .asText());
    }

    @Test
    void everyExampleFitsItsSchema() throws IOException {
        int examples = 0;
        for (JsonNode message : document.at("/components/messages")) {
            for (JsonNode example : message.path("examples")) {
                examples++;
                assertThat(schema(payload(message)).validate(example.path("payload")))
                        .as(example.toString())
                        .isEmpty();
                if (example.has("headers")) {
                    assertThat(schema(message.path("headers")).validate(example.path("headers")))
                            .as(example.toString())
                            .isEmpty();
                }
            }
        }
        assertThat(examples).isEqualTo(6);
    }

    @Test
    void everyExampleOfANotificationIsTakenByTheDoor() {
        await().until(() -> door.status().state() == Broker.State.CONNECTED);
        long before = door.tally().settledCount(QueueTally.Result.STORED);
        try (JmsClient client = new JmsClient(door.endpoint().port())) {
            for (JsonNode example : document.at("/components/messages/notification/examples")) {
                Map<String, String> headers = new LinkedHashMap<>();
                example.path("headers")
                        .properties()
                        .forEach(entry ->
                                headers.put(entry.getKey(), entry.getValue().asText()));
                client.publish(example.path("payload").toString(), headers);
            }
        }
        await().until(() -> door.tally().settledCount(QueueTally.Result.STORED) == before + 2);
        assertThat(door.tally().settledCount(QueueTally.Result.DEAD_LETTER)).isZero();
    }

    @Test
    void theAddressesAreThoseOfTheDoor() {
        assertThat(document.at("/channels").properties())
                .extracting(entry -> entry.getValue().path("address").asText())
                .containsExactlyInAnyOrder(Samples.NOTIFICATIONS, Samples.DEAD_LETTERS, Samples.EVENTS);
    }
}
