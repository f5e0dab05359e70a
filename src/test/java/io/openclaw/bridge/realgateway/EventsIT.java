package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.GatewayEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@AgainstRealGateway
class EventsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GatewayWorld world;
    private final Chat chat = Chat.fresh();
    private final List<GatewayEvent> heard = new CopyOnWriteArrayList<>();

    @TempDir
    Path data;

    private EmbeddedBridge embedded;

    EventsIT(GatewayWorld world) {
        this.world = world;
    }

    @BeforeEach
    void connect() {
        embedded = EmbeddedBridge.connect(world, data);
    }

    @AfterEach
    void close() {
        embedded.close();
    }

    @Test
    void whatPeopleWriteToTheBotReachesAHandler() {
        embedded.bridge().onEvent("session.message", heard::add);
        awaitSubscriptions(1);

        somebodyWrites("hello bot, this is " + chat.id());

        awaitHeard(event -> saysByUser(event, "hello bot, this is " + chat.id()));
        assertThat(heard).allMatch(event -> event.name().equals("session.message"));
    }

    @Test
    void aNewSocketIsAnnouncedAsAGapAndSubscribedAgain() {
        embedded.bridge().onEvent("session.message", heard::add);
        awaitSubscriptions(1);

        world.recorder().cut(new Cut.Reset());

        awaitHeard(event -> event.isGap() && "reconnect".equals(event.payload().get("reason")));
        awaitSubscriptions(2);
        somebodyWrites("still there, " + chat.id() + "?");
        awaitHeard(event -> saysByUser(event, "still there, " + chat.id() + "?"));
    }

    @Test
    void everyEventReachesWhoAsksForAll() {
        embedded.bridge().onEvent(GatewayEvent.ANY, heard::add);
        awaitSubscriptions(1);

        embedded.bridge().sendToAgentAndAwait("agent:main:events-" + chat.id(), "Tell us, " + chat.id());

        awaitHeard(event -> event.name().equals("agent"));
        awaitHeard(event ->
                event.name().equals("chat") && "final".equals(event.payload().get("state")));
        awaitHeard(event -> event.name().equals("session.message"));
        assertThat(heard).noneMatch(GatewayEvent::isGap);
    }

    /// The gateway sends session events only to who asked, so the question must have been answered.
    private void awaitSubscriptions(int number) {
        Awaitility.await("subscription " + number)
                .atMost(BridgeProcess.PATIENCE)
                .until(() -> world.recorder().requests("sessions.subscribe").stream()
                                .filter(this::isAnswered)
                                .count()
                        >= number);
    }

    private boolean isAnswered(RecordedFrame request) {
        return world.recorder().frames().stream()
                .anyMatch(frame -> frame.direction() == RecordedFrame.Direction.FROM_GATEWAY
                        && frame.connection() == request.connection()
                        && frame.id().equals(request.id())
                        && frame.body().path("ok").asBoolean());
    }

    private void somebodyWrites(String text) {
        ObjectNode update = JSON.createObjectNode();
        ObjectNode message = update.putObject("message")
                .put("message_id", chat.id())
                .put("date", Instant.now().getEpochSecond())
                .put("text", text);
        message.putObject("chat")
                .put("id", Long.parseLong(chat.id()))
                .put("type", "private")
                .put("first_name", "Ann");
        message.putObject("from")
                .put("id", Long.parseLong(chat.id()))
                .put("is_bot", false)
                .put("first_name", "Ann");
        world.telegram().inject(update);
    }

    private void awaitHeard(Predicate<GatewayEvent> wanted) {
        Awaitility.await("an event")
                .atMost(BridgeProcess.PATIENCE)
                .until(() -> heard.stream().anyMatch(wanted));
    }

    private static boolean saysByUser(GatewayEvent event, String text) {
        return event.payload().get("message") instanceof Map<?, ?> message
                && "user".equals(message.get("role"))
                && String.valueOf(message.get("content")).contains(text);
    }
}
