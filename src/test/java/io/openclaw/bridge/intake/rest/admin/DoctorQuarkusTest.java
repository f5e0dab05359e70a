package io.openclaw.bridge.intake.rest.admin;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DoctorQuarkusTest {
    @Test
    void doctorTellsEveryRoomsLines() {
        get("/api/v1/doctor")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("result", oneOf("ok", "warn", "fail"))
                .body("lines.name", hasItem("settings"))
                .body("lines.name", hasItem("disk.space"))
                .body("lines.name", hasItem("queue.broker"))
                .body("lines.name", hasItem("access"))
                .body("lines.name", hasItem("store.commits"))
                .body("lines.find { it.name == 'mode' }.result", equalTo("warn"));
    }
}
