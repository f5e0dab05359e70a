package io.openclaw.bridge.boot;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.mock.MockOpenClawBridgeExtension;
import io.openclaw.bridge.production.BridgeConfig;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@QuarkusTest
@ExtendWith(MockOpenClawBridgeExtension.class)
class ModesQuarkusTest {
    @Inject
    OpenClawBridge bridge;

    @Inject
    MockOpenClawBridge mock;

    @Inject
    BridgeConfig config;

    @Test
    void theTestProfileRunsOnTheMockThatTestsInject() {
        bridge.sendToAgentAndAwait("telegram:dm:1", "hello");

        assertThat(mock.sent().texts()).containsExactly("hello");
    }

    @Test
    void whatTheMockDoesStaysInAFolderOfItsOwn() {
        assertThat(config.dataDir().resolve("mock").resolve("bridge.lock")).exists();
        assertThat(config.dataDir()).isDirectoryNotContaining(file -> !file.endsWith("mock"));
    }

    @Test
    void readinessTellsWhichBridgeIsOn() {
        get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.find { it.name == 'openclaw-bridge' }.data.mode", equalTo("mock"))
                .body("checks.find { it.name == 'openclaw-bridge' }.data.connection", equalTo("connected"))
                .body("checks.name", hasItem("openclaw-bridge"));
    }

    @Test
    void nobodyClosesAnInjectedBridge() {
        assertThatThrownBy(bridge::closeAndAwait).isInstanceOf(IllegalStateException.class);

        assertThat(bridge.isConnected()).isTrue();
    }
}
