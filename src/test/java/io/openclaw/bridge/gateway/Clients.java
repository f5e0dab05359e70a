package io.openclaw.bridge.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Makes clients for a test, and closes them after it: what they leave behind fails the test. To be named after
/// [io.openclaw.bridge.fakegateway.FakeGatewayExtension], so that it closes first.
final class Clients implements ParameterResolver, AfterEachCallback {
    private static final Namespace ROOM = Namespace.create(Clients.class);

    /// One Vert.x and one device for all tests.
    private record Machine(Vertx vertx, Path folder, DeviceIdentity device) implements AutoCloseable {
        static Machine create() {
            try {
                Path folder = Files.createTempDirectory("gateway-client");
                return new Machine(Vertx.vertx(), folder, DeviceIdentity.loadOrCreate(folder.resolve("device.pem")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /// What a test asks for.
    static final class Maker {
        private final Machine machine;
        private final List<TestClient> made = new ArrayList<>();
        private final List<HandMadeGateway> handMade = new ArrayList<>();

        private Maker(Machine machine) {
            this.machine = machine;
        }

        Vertx vertx() {
            return machine.vertx;
        }

        DeviceIdentity device() {
            return machine.device;
        }

        /// Closed after the clients are.
        HandMadeGateway gateway(Consumer<HandMadeGateway.Peer> onOpen) {
            HandMadeGateway gateway = new HandMadeGateway(machine.vertx, onOpen);
            handMade.add(gateway);
            return gateway;
        }

        /// A client of a gateway that greets with this hello and then hands requests over.
        TestClient greeted(ObjectNode hello, BiConsumer<HandMadeGateway.Peer, JsonNode> requests) {
            return to(gateway(peer -> peer.greet(hello, request -> requests.accept(peer, request)))
                    .uri());
        }

        /// A place for a token of a device, still empty.
        Path tokenFile() {
            try {
                return Files.createTempDirectory(machine.folder, "tokens").resolve("device-token");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        TestClient to(FakeGateway gateway) {
            return to(gateway, UnaryOperator.identity());
        }

        TestClient to(FakeGateway gateway, UnaryOperator<GatewaySettings> change) {
            return with(change.apply(GatewaySettings.of(gateway.uri(), gateway::token)));
        }

        TestClient to(FakeGateway gateway, Path tokenFile) {
            return make(
                    GatewaySettings.of(gateway.uri(), gateway::token),
                    tokenFile,
                    TestClient.NO_JITTER,
                    GatewayListener.NONE);
        }

        TestClient to(URI uri) {
            return with(GatewaySettings.of(uri, () -> "fake-token"));
        }

        TestClient with(GatewaySettings settings) {
            return make(settings, tokenFile(), TestClient.NO_JITTER, GatewayListener.NONE);
        }

        TestClient with(GatewaySettings settings, GatewayListener listener) {
            return make(settings, tokenFile(), TestClient.NO_JITTER, listener);
        }

        TestClient make(GatewaySettings settings, Path tokenFile, RandomGenerator random, GatewayListener listener) {
            try {
                TestClient client = new TestClient(
                        machine.vertx, settings, machine.device, DeviceTokens.load(tokenFile), random, listener);
                made.add(client);
                return client;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Maker.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Machine machine = context.getRoot()
                .getStore(ROOM)
                .computeIfAbsent(Machine.class, ignored -> Machine.create(), Machine.class);
        return context.getStore(ROOM).computeIfAbsent(Maker.class, ignored -> new Maker(machine), Maker.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Maker maker = context.getStore(ROOM).remove(Maker.class, Maker.class);
        if (maker != null) {
            maker.made.forEach(TestClient::close);
            maker.handMade.forEach(HandMadeGateway::close);
        }
    }
}
