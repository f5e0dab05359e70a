package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@AgainstRealGateway
class StartIT {

    private final GatewayWorld world;

    @TempDir
    Path home;

    StartIT(GatewayWorld world) {
        this.world = world;
    }

    @Test
    void withoutATokenTheServiceStopsAndSaysWhatToSet() {
        try (BridgeProcess bridge = BridgeProcess.launch(
                home,
                Map.of(
                        "OPENCLAW_MODE",
                        "real",
                        // At DEBUG, Quarkus adds its stack trace.
                        "QUARKUS_LOG_LEVEL",
                        "INFO",
                        "OPENCLAW_GATEWAY_URL",
                        world.recorder().uri().toString()))) {

            assertThat(bridge.awaitExit()).isNotZero();
            assertThat(bridge.lastWords())
                    .contains(
                            "no token for the gateway: set OPENCLAW_GATEWAY_TOKEN",
                            "OPENCLAW_GATEWAY_TOKEN_FILE",
                            "OPENCLAW_MODE=mock")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void withAWrongTokenTheServiceRunsRefusesMessagesAndSaysWhatAHumanMustDo() {
        try (BridgeProcess bridge = BridgeProcess.start(
                home, BridgeProcess.environment(world.recorder().uri(), "certainly-not-the-token"))) {

            JsonNode gateway =
                    bridge.awaitGateway(view -> view.path("state").asText().equals("failed"));
            assertThat(gateway.path("hint").asText())
                    .contains("OPENCLAW_GATEWAY_TOKEN")
                    .contains("gateway.auth.token");
            assertThat(gateway.path("lastError").asText()).isNotEmpty();

            HttpAnswer answer = bridge.send(Chat.fresh().sessionKey(), "Nobody will read this");
            assertThat(answer.status()).as(answer.text()).isEqualTo(503);
            assertThat(answer.isProblem()).isTrue();
            assertThat(answer.get("outcome")).isEqualTo("deferred");
            assertThat(answer.get("code")).isEqualTo("HUMAN_NEEDED");
            assertThat(answer.get("detail")).contains("OPENCLAW_GATEWAY_TOKEN");
            assertThat(answer.retryAfter()).isPresent();

            assertThat(bridge.get("/q/health/ready").status())
                    .as("a gateway's absence takes nobody out of service")
                    .isEqualTo(200);
            assertThat(bridge.log()).contains("A HUMAN IS NEEDED");
            assertThat(bridge.leaks()).isEmpty();
        }
    }

    @Test
    void aStoppedServiceTakesItsLeaveOfTheGateway() {
        int connections = world.recorder().requests("connect").size();
        try (BridgeProcess bridge = BridgeProcess.start(
                home,
                BridgeProcess.environment(
                        world.recorder().uri(), world.gateway().token()))) {
            bridge.awaitConnected();

            assertThat(bridge.stop()).isIn(0, 128 + 15);

            assertThat(bridge.lastWords()).contains("Disconnected from").doesNotContain("WARN", "ERROR");
            assertThat(bridge.leaks()).isEmpty();
        }
        assertThat(world.recorder().requests("connect")).hasSize(connections + 1);
    }
}
