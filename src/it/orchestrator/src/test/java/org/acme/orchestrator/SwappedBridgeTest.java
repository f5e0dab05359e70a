package org.acme.orchestrator;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.when;

import io.openclaw.bridge.NetworkException;
import io.openclaw.bridge.OpenClawBridge;
import io.quarkus.test.InjectMock;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/// Quarkus' own way of swapping works as well: the bridge is an ordinary bean.
@QuarkusTest
class SwappedBridgeTest {
    @InjectMock
    OpenClawBridge bridge;

    @Inject
    Workflow workflow;

    @Test
    void anyMockWillDo() {
        when(bridge.sendToAgent(anyString(), anyString(), any()))
                .thenReturn(Uni.createFrom().failure(new NetworkException("no network", null, null)));

        assertTrue(workflow.agentSpawned("telegram:dm:1", 7, "a7").await().indefinitely().isEmpty());
    }
}
