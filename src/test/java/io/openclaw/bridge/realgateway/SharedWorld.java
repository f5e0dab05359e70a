package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One gateway and one bridge for all tests that ask for them, since a gateway needs 10 to 30 s to start; every test
/// finds both at work and nothing sent. After every test each frame that the bridge sent is held against the vendor's
/// schema, after every class the bridge's log is searched for secrets.
final class SharedWorld implements ParameterResolver, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(SharedWorld.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> wanted = parameter.getParameter().getType();
        return wanted == GatewayWorld.class || wanted == BridgeProcess.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = store(context).computeIfAbsent(Running.class, unused -> Running.start(), Running.class);
        return parameter.getParameter().getType() == GatewayWorld.class ? running.world : running.bridge;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Running running = running(context);
        if (running != null) {
            running.ready();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Running running = running(context);
        if (running != null) {
            context.getExecutionException().ifPresent(failure -> running.lastWords(context));
            running.world.recorder().assertEveryRequestIsLegal();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Running running = running(context);
        if (running != null) {
            assertThat(running.bridge.leaks())
                    .as("secrets and messages in the bridge's log")
                    .isEmpty();
        }
    }

    private static @Nullable Running running(ExtensionContext context) {
        return store(context).get(Running.class, Running.class);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(OURS);
    }

    /// Closed by JUnit when the last class is through.
    private record Running(GatewayWorld world, Path home, BridgeProcess bridge) implements AutoCloseable {

        static Running start() {
            GatewayWorld world = GatewayWorld.start();
            try {
                Path home = Files.createTempDirectory("openclaw-bridge-");
                BridgeProcess bridge = BridgeProcess.start(
                        home,
                        BridgeProcess.environment(
                                world.recorder().uri(), world.gateway().token()));
                return new Running(world, home, bridge);
            } catch (IOException e) {
                world.close();
                throw new UncheckedIOException("The bridge has no home", e);
            } catch (RuntimeException e) {
                world.close();
                throw e;
            }
        }

        /// A test that failed half-way may have left the gateway dead, or the platform.
        void ready() {
            if (!world.gateway().isAlive()) {
                world.gateway().restart();
            }
            world.telegram().releaseSlow();
            world.model().release();
            world.forget();
            bridge.awaitConnected();
        }

        @SuppressWarnings("SystemOut")
        void lastWords(ExtensionContext context) {
            System.err.println("After the failure of " + context.getDisplayName() + " the gateway said last:\n"
                    + world.gateway().lastWords() + "\nand the bridge:\n" + bridge.lastWords());
        }

        @Override
        public void close() throws IOException {
            bridge.close();
            world.close();
            GatewayInstall.deleteTree(home);
        }
    }
}
