package io.openclaw.bridge.mock;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.OpenClawBridge;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// In an application the extension hands out the application's own bean, whoever made it.
@QuarkusTest
@ExtendWith(MockOpenClawBridgeExtension.class)
@TestProfile(MockOpenClawBridgeExtensionQuarkusTest.InjectedMock.class)
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

    /// Stands for whatever produces the bridge in an application.
    @Alternative
    @ApplicationScoped
    static class Producer {
        @Produces
        @ApplicationScoped
        OpenClawBridge bridge() {
            return MockOpenClawBridge.builder().managed().build();
        }
    }

    public static class InjectedMock implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Producer.class);
        }
    }
}
