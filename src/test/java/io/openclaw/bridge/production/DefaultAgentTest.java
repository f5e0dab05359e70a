package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.OutboundMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The order of notifications is kept by session, so a session must be the same before and after the gateway was there.
class DefaultAgentTest {
    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("default-agent");
    }

    @Test
    void startWithoutTheGatewayFindsTheSameSessionsAsBefore() throws IOException {
        AtomicReference<BridgeSettings> settings = new AtomicReference<>();
        UnaryOperator<BridgeSettings> keep = given -> {
            settings.set(given);
            return given;
        };
        OutboundMessage message = OutboundMessage.of("telegram:dm:1", "text");
        String session;
        try (BridgeWorld world = new BridgeWorld(options -> options.agents("ops", "main"), keep).connect()) {
            session = world.bridge.route(message).sessionKey();
            Path stored = BridgeWorld.folder(settings.get()).resolve("default-agent");
            Awaitility.await().until(() -> Files.exists(stored));
        }
        assertThat(session).isEqualTo("agent:ops:telegram:direct:1");
        ProductionOpenClawBridge next = ProductionOpenClawBridge.open(BridgeWorld.vertx(), settings.get());
        assertThat(next.route(message).sessionKey()).isEqualTo(session);
        next.closeAndAwait();
    }

    @Test
    void whatTheGatewaySaidIsStillThereAfterARestart() throws IOException {
        DefaultAgent agent = DefaultAgent.load(file());
        assertThat(agent.name()).isEqualTo("main");
        assertThat(agent.learn("main")).isFalse();
        assertThat(agent.learn("ops")).isTrue();
        assertThat(agent.learn("ops")).isFalse();
        agent.save();
        assertThat(DefaultAgent.load(file()).name()).isEqualTo("ops");
        assertThat(folder).isDirectoryContaining(path -> path.endsWith("default-agent"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "two words", "\u0000", "ä"})
    void damagedFileIsAsNone(String stored) throws IOException {
        Files.writeString(file(), stored);
        assertThat(DefaultAgent.load(file()).name()).isEqualTo("main");
    }
}
