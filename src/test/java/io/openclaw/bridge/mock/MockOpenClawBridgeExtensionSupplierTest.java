package io.openclaw.bridge.mock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MockOpenClawBridgeExtensionSupplierTest {
    @RegisterExtension
    static final MockOpenClawBridgeExtension EXTENSION = new MockOpenClawBridgeExtension(
            () -> MockOpenClawBridge.builder().agent("ops").build());

    @Test
    void theSupplierSaysWhichOne(MockOpenClawBridge bridge) {
        assertThat(bridge.status().facts().defaultAgentId()).isEqualTo("ops");
        assertThat(bridge.isConnected()).isTrue();
    }
}
