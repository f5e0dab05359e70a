package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway of several agents, none of which owns what names no agent.
@Tag("real-gateway")
class SeveralAgentsIT {

    private static GatewayWorld world;

    private final Chat chat = Chat.fresh();

    @TempDir
    Path home;

    @BeforeAll
    static void start() {
        world = GatewayWorld.start(options -> options.moreAgents("ops", "sales").withoutOwner());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @AfterEach
    void everyFrameWasLegal() {
        world.recorder().assertEveryRequestIsLegal();
        world.forget();
    }

    @Test
    void whoNamesNoAgentIsRefusedAndToldWhatToSetAndWhoNamesOneIsServed() {
        try (BridgeProcess bridge = bridge(Map.of())) {
            HttpAnswer nobodys = bridge.send(chat.sessionKey(), "Whose is this?");
            assertThat(nobodys.status()).as(nobodys.text()).isEqualTo(400);
            assertThat(nobodys.text()).contains("OPENCLAW_AGENT");
            assertThat(world.recorder().requests("send")).isEmpty();

            HttpAnswer sales = bridge.send(chat.sessionKey(), Map.of("message", "Sold, at last", "agentId", "sales"));
            assertThat(sales.status()).as(sales.text()).isEqualTo(200);
            HttpAnswer ops = bridge.send("agent:ops:main", "Anything broken?");
            assertThat(ops.status()).as(ops.text()).isEqualTo(200);
            assertThat(ops.get("reply")).startsWith("ECHO#");
            assertThat(sessionKeys("send")).containsExactly("agent:sales:telegram:direct:" + chat.id());
            assertThat(world.telegram().messagesTo(chat.id()))
                    .extracting(TelegramMessage::read)
                    .containsExactly("Sold, at last");
            assertThat(bridge.log()).contains("several agents and no default one", "until OPENCLAW_AGENT is set");
            assertThat(bridge.leaks()).isEmpty();
        }
    }

    @Test
    void theConfiguredAgentOwnsWhatNamesNone() {
        try (BridgeProcess bridge = bridge(Map.of("OPENCLAW_AGENT", "ops"))) {
            HttpAnswer answer = bridge.send(chat.sessionKey(), "Disk almost full");

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(sessionKeys("send")).containsExactly("agent:ops:telegram:direct:" + chat.id());
        }
    }

    private BridgeProcess bridge(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(BridgeProcess.environment(
                world.recorder().uri(), world.gateway().token()));
        environment.putAll(more);
        BridgeProcess bridge = BridgeProcess.start(home, environment);
        bridge.awaitConnected();
        return bridge;
    }

    private static List<String> sessionKeys(String method) {
        return world.recorder().requests(method).stream()
                .map(frame -> frame.params().path("sessionKey").asText())
                .toList();
    }
}
