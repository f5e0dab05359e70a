package io.openclaw.bridge.mock;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.OpenClawBridge;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// In an application the extension hands out the application's own bean.
@QuarkusTest
@ExtendWith(MockOpenClawBridgeExtension.class)
class MockOpenClawBridgeExtensionQuarkusTest {
    @Inject
    OpenClawBridge injected;

    private boolean clean;

    @BeforeEach
    void look(MockOpenClawBridge bridge) {
        clean = bridge.sent().all().isEmpty();
    }

    @RepeatedTest(2)
    void whatTheApplicationSendsStandsInTheMock(MockOpenClawBridge bridge) {
        assertThat(clean).as("reset before each test").isTrue();

        injected.sendToAgentAndAwait("telegram:dm:1", "hello");

        assertThat(bridge.sent().texts()).containsExactly("hello");
        assertThat(bridge.sent().last().orElseThrow().receipt().messageId()).isEqualTo("mock-1");
    }

    @Test
    void itIsTheInjectedBean(MockOpenClawBridge bridge) {
        assertThat(ClientProxy.unwrap(injected)).isSameAs(bridge);
        assertThat(injected.isConnected()).isTrue();
    }
}
