package io.openclaw.bridge.intake.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationJson;
import io.openclaw.bridge.notification.Rows;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The description is tried on the door, and the door on the description.
@QuarkusTest
class OpenApiQuarkusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private JsonNode document;

    @BeforeEach
    void read() throws IOException {
        QuarkusMock.installMockForType(new ScriptedBridge(), OpenClawBridge.class);
        document = JSON.readTree(get("/q/openapi?format=json").asByteArray());
    }

    @Test
    void everyExampleOfARequestIsAcceptedByTheDoorAndItsSchema() {
        JsonNode body = document.at(
                "/paths/~1api~1v1~1sessions~1{sessionKey}~1messages/post/requestBody/content/application~1json");
        String sessionKey = document.at("/paths/~1api~1v1~1sessions~1{sessionKey}~1messages/post/parameters/0/example")
                .asText();

        assertThat(body.path("examples")).hasSize(3);
        for (JsonNode example : body.path("examples")) {
            JsonNode value = example.path("value");
            assertThat(schema(body).validate(value)).isEmpty();
            given().contentType("application/json")
                    .body(value.toString())
                    .post("/api/v1/sessions/{key}/messages", sessionKey)
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void everyExampleOfANotificationRequestIsAcceptedByTheDoorAndItsSchema() {
        int examples = 0;
        for (String path : List.of("", "/batch", "/replay")) {
            JsonNode body = document.path("paths")
                    .path("/api/v1/notifications" + path)
                    .at("/post/requestBody/content/application~1json");
            for (JsonNode example : body.path("examples")) {
                examples++;
                assertThat(schema(body).validate(example.path("value"))).isEmpty();
                // Of a mock, which the scripted bridge of this test is not: it would have to know routes.
                QuarkusMock.installMockForType(MockOpenClawBridge.builder().build(), OpenClawBridge.class);
                ObjectNode value = example.path("value").deepCopy();
                value.remove("deliverAt"); // the example's day will have passed, and its hour of life with it
                given().contentType("application/json")
                        .body(value.toString())
                        .post("/api/v1/notifications" + path)
                        .then()
                        .statusCode(anyOf(is(200), is(202)));
            }
        }
        assertThat(examples).isEqualTo(4);
    }

    @Test
    void theSchemaKnowsEveryPropertyOfANotificationThatTheDoorKnows() {
        String known = given().contentType("application/json")
                .body("{\"message\":\"x\",\"?\":1}")
                .post("/api/v1/notifications")
                .jsonPath()
                .getString("violations[0].message");

        Set<String> described = new TreeSet<>();
        document.at("/components/schemas/NotificationRequest/properties")
                .fieldNames()
                .forEachRemaining(described::add);
        assertThat(described)
                .isEqualTo(Arrays.stream(known.replaceFirst(".*known are ", "").split(", "))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theViewOfEveryStateFitsItsSchema() throws IOException {
        ObjectNode media = JSON.createObjectNode();
        media.putObject("schema").put("$ref", "#/components/schemas/Notification");
        Set<String> described = new TreeSet<>();
        document.at("/components/schemas/Notification/properties").fieldNames().forEachRemaining(described::add);
        for (Notification row : Rows.ofEveryState()) {
            JsonNode view = JSON.readTree(NotificationJson.bytes(row));
            assertThat(schema(media).validate(view)).as(view.toString()).isEmpty();
            view.fieldNames().forEachRemaining(name -> assertThat(described).contains(name));
        }
    }

    @Test
    void theSchemaKnowsEveryPropertyThatTheDoorKnows() {
        String known = given().contentType("application/json")
                .body("{\"?\":1}")
                .post("/api/v1/sessions/a:b:c/messages")
                .jsonPath()
                .getString("violations[1].message");

        Set<String> described = new TreeSet<>();
        document.at("/components/schemas/DirectMessage/properties").fieldNames().forEachRemaining(described::add);
        assertThat(described)
                .isEqualTo(Arrays.stream(known.replaceFirst(".*known are ", "").split(", "))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyExampleOfAnAnswerFitsItsSchemaAndStatus() {
        int examples = 0;
        for (JsonNode operation : operations()) {
            for (var response : operation.path("responses").properties()) {
                for (var content : response.getValue().path("content").properties()) {
                    for (JsonNode example : content.getValue().path("examples")) {
                        examples++;
                        JsonNode value = example.path("value");
                        assertThat(schema(content.getValue()).validate(value))
                                .as(value.toString())
                                .isEmpty();
                        if (content.getKey().equals("application/problem+json")) {
                            assertThat(value.path("status").asText()).isEqualTo(response.getKey());
                        }
                    }
                }
            }
        }
        assertThat(examples).isGreaterThan(25);
    }

    @Test
    void everyErrorOfASendIsDescribed() {
        JsonNode responses = document.at("/paths/~1api~1v1~1sessions~1{sessionKey}~1messages/post/responses");

        for (String status : List.of(
                "200", "400", "404", "405", "406", "413", "415", "429", "500", "502", "503", "504", "default")) {
            assertThat(responses.has(status)).as(status).isTrue();
        }
    }

    @Test
    void everyOperationSaysWhatItIsFor() {
        for (JsonNode operation : operations()) {
            assertThat(operation.path("summary").asText()).isNotEmpty();
            assertThat(operation.path("description").asText()).isNotEmpty();
            assertThat(operation.path("operationId").asText()).isNotEmpty();
            assertThat(operation.at("/responses/default/content").has("application/problem+json"))
                    .as(operation.path("operationId").asText())
                    .isTrue();
        }
    }

    /// Holds [Endpoints]' list of resources complete.
    @Test
    void allowNamesWhatTheDescriptionHas() {
        for (var path : document.path("paths").properties()) {
            Set<String> expected = new TreeSet<>(Set.of("OPTIONS"));
            METHODS.stream()
                    .filter(path.getValue()::has)
                    .map(String::toUpperCase)
                    .forEach(expected::add);
            if (expected.contains("GET")) {
                expected.add("HEAD");
            }
            String allow = given().request("BREW", path.getKey().replaceAll("\\{[^}]*}", "x"))
                    .header("Allow");
            assertThat(allow).as(path.getKey()).isEqualTo(String.join(", ", expected));
        }
    }

    @Test
    void swaggerUiIsServedAndAsksNobodyElse() {
        String page = get("/q/swagger-ui/")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("script-src 'self';"))
                .extract()
                .asString();
        assertThat(page).contains("OpenClaw Bridge").doesNotContain("http:", "https:");
        Matcher files = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page);
        int found = 0;
        while (files.find()) {
            found++;
            get("/q/swagger-ui/" + files.group(1)).then().statusCode(200);
        }
        assertThat(found).isEqualTo(4);
        get("/q/swagger-ui/swagger-initializer.js")
                .then()
                .body(containsString("url: '../openapi'"))
                .body(containsString("validatorUrl: 'none'"));
    }

    @Test
    void thePageIsFoundWithoutItsSlashToo() {
        given().redirects()
                .follow(false)
                .get("/q/swagger-ui")
                .then()
                .statusCode(302)
                .header("Location", "/q/swagger-ui/");
    }

    /// Each call says so where it asks for credentials, with what it answers without them.
    @Test
    void everyCallThatAsksForCredentialsIsDescribedAsSuch() {
        for (JsonNode operation : operations()) {
            String name = operation.path("operationId").asText();
            assertThat(operation.at("/security/0/bearer/0").asText()).as(name).matches("send|read|admin");
            for (String status : List.of("401", "403")) {
                JsonNode examples =
                        operation.at("/responses/" + status + "/content/application~1problem+json/examples");
                assertThat(examples).as(name + " " + status).isNotEmpty();
            }
        }
        assertThat(document.at("/components/securitySchemes/bearer/scheme").asText())
                .isEqualTo("bearer");
    }

    private List<JsonNode> operations() {
        return document.path("paths").properties().stream()
                .flatMap(path -> METHODS.stream().filter(path.getValue()::has).map(path.getValue()::get))
                .toList();
    }

    private JsonSchema schema(JsonNode media) {
        ObjectNode schema = JSON.createObjectNode();
        schema.set("components", document.path("components"));
        schema.setAll((ObjectNode) media.path("schema"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }
}
