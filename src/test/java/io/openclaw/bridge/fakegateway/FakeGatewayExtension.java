package io.openclaw.bridge.fakegateway;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test a [FakeGateway] of its own as a parameter, and fails it when it leaves sockets open or faults unconsumed.
///
/// `@ExtendWith(FakeGatewayExtension.class)` for the default gateway; for others
/// `@RegisterExtension static final FakeGatewayExtension EXTENSION = new FakeGatewayExtension(FakeGatewayOptions.defaults()…)`.
public final class FakeGatewayExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace ROOM = Namespace.create(FakeGatewayExtension.class);

    private final FakeGatewayOptions options;

    public FakeGatewayExtension() {
        this(FakeGatewayOptions.defaults());
    }

    public FakeGatewayExtension(FakeGatewayOptions options) {
        this.options = options;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FakeGateway.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(ROOM).computeIfAbsent(this, ignored -> FakeGateway.start(options), FakeGateway.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        FakeGateway gateway = context.getStore(ROOM).remove(this, FakeGateway.class);
        if (gateway == null) {
            return;
        }
        try (gateway) {
            if (context.getExecutionException().isEmpty()) {
                complain(leftovers(gateway));
            }
        }
    }

    /// What a test ought to have tidied up, in words.
    static List<String> leftovers(FakeGateway gateway) {
        List<String> leftovers = new ArrayList<>();
        gateway.unconsumedFaults().forEach(fault -> leftovers.add("a fault that never struck: " + fault));
        try {
            gateway.awaitNoSockets();
        } catch (AssertionError leaked) {
            leftovers.add(gateway.openSockets() + " sockets that nobody closed");
        }
        return leftovers;
    }

    private static void complain(List<String> leftovers) {
        if (!leftovers.isEmpty()) {
            throw new AssertionError("the test left at the fake gateway: " + String.join("; ", leftovers));
        }
    }
}
