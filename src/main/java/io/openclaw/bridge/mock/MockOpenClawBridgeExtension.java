package io.openclaw.bridge.mock;

import io.openclaw.bridge.OpenClawBridge;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.arc.ClientProxy;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test a clean, connected [MockOpenClawBridge] as a parameter of the test or of its
/// `@BeforeEach` method.
///
/// ```java
/// @ExtendWith(MockOpenClawBridgeExtension.class)
/// class OrchestratorTest {
///     @Test
///     void tellsTheGroup(MockOpenClawBridge bridge) { … }
/// }
/// ```
///
/// In a plain test every test gets its own, in virtual time. In a `@QuarkusTest` it is the application's
/// bean, reset before each test ([MockOpenClawBridge#reset()]); the application must run with the mock,
/// as it does in Quarkus' test profile unless `OPENCLAW_MODE` says otherwise.
///
/// Needs JUnit's API, which a project with tests has.
public final class MockOpenClawBridgeExtension implements BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(MockOpenClawBridgeExtension.class);

    private final Supplier<MockOpenClawBridge> plain;

    /// Plain tests get [MockOpenClawBridge#deterministic(long)] with seed 0.
    public MockOpenClawBridgeExtension() {
        this(() -> MockOpenClawBridge.deterministic(0));
    }

    /// For `@RegisterExtension`: plain tests get what the supplier makes. Without effect in a
    /// `@QuarkusTest`.
    public MockOpenClawBridgeExtension(Supplier<MockOpenClawBridge> plain) {
        this.plain = plain;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        ArcContainer container = Arc.container();
        MockOpenClawBridge bridge;
        if (container != null && container.isRunning()) {
            bridge = injected(container);
            bridge.reset();
        } else {
            bridge = plain.get();
        }
        bridge.connectAndAwait();
        test.getStore(NAMESPACE).put(MockOpenClawBridge.class, bridge);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == MockOpenClawBridge.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        MockOpenClawBridge bridge = test.getStore(NAMESPACE).get(MockOpenClawBridge.class, MockOpenClawBridge.class);
        if (bridge == null) {
            throw new ExtensionConfigurationException(
                    "the mock bridge exists from @BeforeEach on: take it as a parameter of a test or of a @BeforeEach method");
        }
        return bridge;
    }

    private static MockOpenClawBridge injected(ArcContainer container) {
        OpenClawBridge bean = container.select(OpenClawBridge.class).get();
        if (ClientProxy.unwrap(bean) instanceof MockOpenClawBridge mock) {
            return mock;
        }
        throw new ExtensionConfigurationException("the application runs with "
                + ClientProxy.unwrap(bean).getClass().getSimpleName() + ", not with the mock; is OPENCLAW_MODE set?");
    }
}
