package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// The durable path against a real gateway that goes away: what was accepted arrives, in order per chat.
@AgainstRealGateway
class NotificationIT {
    private static final int CHATS = 20;
    private static final int EACH = 10;

    /// The gateway lets one message per second into a chat.
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final GatewayWorld world;
    private final BridgeProcess bridge;

    NotificationIT(GatewayWorld world, BridgeProcess bridge) {
        this.world = world;
        this.bridge = bridge;
    }

    @Test
    void aNotificationIsDeliveredAndTellsSo() {
        Chat chat = Chat.fresh();
        String id = bridge.handIn(List.of(Map.of("sessionKey", chat.sessionKey(), "message", "Deploy finished")))
                .getFirst();

        JsonNode view = awaitEnd(id);

        assertThat(view.path("status").asText()).as(view.toString()).isEqualTo("delivered");
        assertThat(view.path("messageId").asText()).isNotEmpty();
        assertThat(world.telegram().messagesTo(chat.id())).hasSize(1);
    }

    @Test
    void everythingArrivesInOrderPerChatThoughTheGatewayIsKilledWhile200AreQueued() {
        List<Chat> chats = IntStream.range(0, CHATS).mapToObj(i -> Chat.fresh()).toList();
        List<Map<String, String>> notifications = new ArrayList<>();
        for (int number = 0; number < EACH; number++) {
            for (Chat chat : chats) {
                notifications.add(Map.of("sessionKey", chat.sessionKey(), "message", text(number)));
            }
        }

        List<String> ids = bridge.handIn(notifications);
        Awaitility.await("the first ones")
                .atMost(PATIENCE)
                .until(() -> chats.stream()
                                .mapToInt(chat ->
                                        world.telegram().messagesTo(chat.id()).size())
                                .sum()
                        > CHATS / 2);
        world.gateway().sigkill();
        world.gateway().restart();

        assertThat(ids).hasSize(CHATS * EACH);
        assertThat(ids.stream().map(id -> awaitEnd(id).path("status").asText()).distinct())
                .containsExactly("delivered");
        List<String> wanted =
                IntStream.range(0, EACH).mapToObj(NotificationIT::text).toList();
        for (Chat chat : chats) {
            assertThat(world.telegram().messagesTo(chat.id()).stream()
                            .map(TelegramMessage::read)
                            .distinct())
                    .as("chat %s, first appearances", chat.id())
                    .containsExactlyElementsOf(wanted);
        }
    }

    private static String text(int number) {
        return "Step " + number + " of the deployment has finished";
    }

    private JsonNode awaitEnd(String id) {
        return Awaitility.await("the end of " + id)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> bridge.get("/api/v1/notifications/" + id).body(),
                        view -> List.of("delivered", "dead", "unknown", "expired", "cancelled")
                                .contains(view.path("status").asText()));
    }
}
