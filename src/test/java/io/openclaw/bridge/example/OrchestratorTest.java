package io.openclaw.bridge.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.mock.Failure;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.mock.MockOpenClawBridgeExtension;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// How to test what uses the bridge: give it the mock, let people write, look at what was sent.
@ExtendWith(MockOpenClawBridgeExtension.class)
class OrchestratorTest {
    private static final String GROUP = "whatsapp:group:120363401780756402@g.us";

    private Orchestrator orchestrator;

    @BeforeEach
    void start(MockOpenClawBridge bridge) {
        orchestrator = new Orchestrator(bridge, GROUP);
    }

    @AfterEach
    void stop() {
        orchestrator.close();
    }

    @Test
    void aCommandStartsAnAgentAndTheGroupIsTold(MockOpenClawBridge bridge) {
        bridge.gateway().emit("session.message", written("work on issue #1234"));

        assertThat(orchestrator.workflows()).containsExactly(1234);
        assertThat(bridge.sent().to(GROUP)).singleElement().satisfies(sent -> {
            assertThat(sent.message().text()).contains("Agent spawned", "#1234");
            assertThat(sent.message().metadata()).containsEntry("issueNumber", 1234);
        });
    }

    @Test
    void smallTalkStartsNothing(MockOpenClawBridge bridge) {
        bridge.gateway().emit("session.message", written("good morning"));

        assertThat(orchestrator.workflows()).isEmpty();
        assertThat(bridge.sent().all()).isEmpty();
    }

    @Test
    void aFailedNotificationDoesNotStopTheWorkflowNorTheNextOne(MockOpenClawBridge bridge) {
        bridge.failures().next(Failure.refused(Refused.Reason.PLATFORM_REFUSED));

        bridge.gateway().emit("session.message", written("work on issue #1"));
        bridge.gateway().emit("session.message", written("work on issue #2"));

        assertThat(orchestrator.workflows()).containsExactly(1, 2);
        assertThat(bridge.sent().texts()).singleElement().asString().contains("#2");
    }

    @Test
    void aSlowGatewayDoesNotHoldUpTheNextCommand(MockOpenClawBridge bridge) {
        bridge.gateway().latency(Duration.ofSeconds(5));

        bridge.gateway().emit("session.message", written("work on issue #1"));
        bridge.gateway().emit("session.message", written("work on issue #2"));
        assertThat(orchestrator.workflows()).containsExactly(1, 2);
        assertThat(bridge.sent().all()).isEmpty();

        bridge.advance(Duration.ofSeconds(5));

        assertThat(bridge.sent().texts()).hasSize(2);
    }

    @Test
    void afterALostConnectionItRefreshes(MockOpenClawBridge bridge) {
        bridge.gateway().disconnect("the network is down");
        bridge.gateway().emit("session.message", written("work on issue #1"));
        bridge.gateway().reconnect();

        assertThat(orchestrator.workflows()).as("events are not replayed").isEmpty();
        assertThat(orchestrator.refreshes()).isEqualTo(1);
    }

    private static Map<String, Object> written(String text) {
        return Map.of("sessionKey", "agent:main:" + GROUP, "message", Map.of("role", "user", "content", text));
    }
}
