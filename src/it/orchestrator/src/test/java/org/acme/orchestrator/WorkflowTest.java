package org.acme.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.mock.Failure;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.mock.MockOpenClawBridgeExtension;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// In Quarkus' test profile the injected bridge is the mock, with nothing to configure.
@QuarkusTest
@ExtendWith(MockOpenClawBridgeExtension.class)
class WorkflowTest {
    private static final String CHAT = "telegram:dm:12345";

    @Inject
    Workflow workflow;

    @Test
    void tellsTheChat(MockOpenClawBridge bridge) {
        assertTrue(workflow.agentSpawned(CHAT, 7, "a7").await().indefinitely().isPresent());

        assertEquals(List.of("Agent a7 works on #7"), bridge.sent().texts());
    }

    @Test
    void startsEveryTestWithNothingSent(MockOpenClawBridge bridge) {
        assertEquals(List.of(), bridge.sent().all());
    }

    @Test
    void goesOnWhereNobodyCanBeTold(MockOpenClawBridge bridge) {
        bridge.failures().session(CHAT, Failure.refused(Refused.Reason.PLATFORM_REFUSED));

        assertTrue(workflow.agentSpawned(CHAT, 7, "a7").await().indefinitely().isEmpty());
    }
}
