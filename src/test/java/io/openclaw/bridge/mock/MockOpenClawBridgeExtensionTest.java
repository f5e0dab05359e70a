package io.openclaw.bridge.mock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MockOpenClawBridgeExtension.class)
class MockOpenClawBridgeExtensionTest {
    private MockOpenClawBridge before;

    @BeforeEach
    void take(MockOpenClawBridge bridge) {
        before = bridge;
    }

    @RepeatedTest(2)
    void everyTestGetsACleanConnectedOne(MockOpenClawBridge bridge) {
        assertThat(bridge.isConnected()).isTrue();
        assertThat(bridge.sent().all()).isEmpty();
        assertThat(bridge.sendToAgentAndAwait("telegram:dm:1", "hello").messageId())
                .isEqualTo("mock-1");
    }

    @Test
    void beforeEachAndTestGetTheSame(MockOpenClawBridge bridge) {
        assertThat(bridge).isSameAs(before);
    }
}
