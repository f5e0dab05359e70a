package io.openclaw.bridge.campaign;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged service as it is: the real wiring, the real SQLite store, in mode mock. What the tests of the door do with
/// a store in memory must be so with the real one, also after the process was killed.
class WholeServiceIT {
    private static final String PATH = "/api/v1/notifications";
    private static final String SESSION = "telegram:dm:12345";

    @TempDir
    private Path home;

    private Victim service;

    @BeforeEach
    void start() {
        service = new Victim(
                "service",
                home,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-jar",
                        Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"))
                                .toAbsolutePath()
                                .toString()),
                Map.of(
                        "OPENCLAW_MODE", "mock",
                        "OPENCLAW_QUEUE", "off",
                        "OPENCLAW_CALLBACK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "QUARKUS_HTTP_PORT", "0"),
                "Listening on:");
        service.start();
        service.await();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private RequestSpecification call() {
        return given().baseUri(address()).contentType("application/json");
    }

    private String address() {
        return service.announced().replaceAll(".*Listening on: (http://[^\\s,]+).*", "$1");
    }

    private ValidatableResponse post(String path, String body) {
        return call().body(body).post(path).then();
    }

    private ValidatableResponse find(String id) {
        return call().get(PATH + "/" + id).then().statusCode(200);
    }

    private static String body(String more) {
        return "{\"sessionKey\":\"" + SESSION + "\",\"message\":\"Deploy finished\"" + more + "}";
    }

    @Test
    void postedIsDeliveredFoundListedAndStillThereAfterAKill() throws InterruptedException {
        Instant before = Instant.now().minusSeconds(1);
        String keyed = body(",\"idempotencyKey\":\"deploy-17\"");
        String delivered = call().header("Prefer", "wait=20")
                .body(keyed)
                .post(PATH)
                .then()
                .statusCode(200)
                .body("status", equalTo("delivered"))
                .body("attempts.outcome", contains("delivered"))
                .extract()
                .path("id");
        String later = post(PATH, body(",\"deliverAt\":\"2999-01-01T00:00:00Z\""))
                .statusCode(202)
                .body("status", equalTo("queued"))
                .extract()
                .path("id");

        service.kill();
        service.start();
        service.await();

        find(delivered)
                .body("status", equalTo("delivered"))
                .body("message", equalTo("Deploy finished"))
                .body("gateway", equalTo("mock"));
        find(later).body("status", equalTo("queued"));
        post(PATH, keyed).statusCode(202).header("Idempotent-Replayed", "true").body("id", equalTo(delivered));
        call().queryParam("sessionKey", "telegram:direct:12345")
                .queryParam("since", before.toString())
                .queryParam("until", Instant.now().plusSeconds(1).toString())
                .get(PATH)
                .then()
                .statusCode(200)
                .body("items.id", contains(later, delivered))
                .body("items[0].message", nullValue())
                .body("nextCursor", nullValue());
        call().get(PATH + "?status=delivered&until=" + before).then().body("items", hasSize(0));
        call().get("/api/v1/status").then().statusCode(200).body("queue.queued", equalTo(1));

        given().baseUri(address())
                .noContentType()
                .post(PATH + "/" + delivered + "/replay")
                .then()
                .statusCode(409);
        call().delete(PATH + "/" + later).then().statusCode(200).body("status", equalTo("cancelled"));
        call().delete(PATH + "/" + delivered).then().statusCode(409);
        given().baseUri(address())
                .noContentType()
                .post(PATH + "/" + later + "/replay")
                .then()
                .statusCode(202);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> find(later).body("status", equalTo("delivered")).body("keyGeneration", equalTo(2)));
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        for (String url : List.of(
                "http://127.0.0.1/x",
                "https://[::1]/x",
                "http://169.254.169.254/latest",
                "http://10.0.0.1/x",
                "http://2130706433/x",
                "ftp://example.org/x")) {
            post(PATH, body(",\"callbackUrl\":\"" + url + "\""))
                    .statusCode(400)
                    .body("violations.field", contains("callbackUrl"));
        }
        post(PATH, body(",\"callbackUrl\":\"https://example.org/x\"")).statusCode(202);
        for (String silence : List.of("NO_REPLY", "**no_reply**")) {
            String text = "{\"message\":\"" + silence + "\"";
            post(PATH, text + ",\"sessionKey\":\"" + SESSION + "\"}")
                    .statusCode(400)
                    .body("violations.field", contains("message"));
            post("/api/v1/sessions/" + SESSION + "/messages", text + "}")
                    .statusCode(400)
                    .body("violations.field", contains("message"));
        }
        call().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'openclaw-callbacks' }.data.state", equalTo("on"));
    }
}
