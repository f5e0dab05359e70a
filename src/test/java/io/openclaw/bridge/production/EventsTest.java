package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.direct;
import static io.openclaw.bridge.production.BridgeWorld.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Subscription;
import io.openclaw.bridge.fakegateway.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events of the gateway to handlers, and the subscription that some of them need.
class EventsTest {
    private final BridgeWorld world = new BridgeWorld();

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private BlockingQueue<GatewayEvent> listen(String name) {
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        world.bridge.onEvent(name, events::add);
        return events;
    }

    private static GatewayEvent next(BlockingQueue<GatewayEvent> events) {
        try {
            GatewayEvent event = events.poll(BridgeWorld.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(event).as("an event").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void isGap(GatewayEvent event, String reason) {
        assertThat(event.isGap()).as(event + " is a gap").isTrue();
        assertThat(event.payload()).containsEntry("reason", reason);
    }

    private int subscriptions() {
        return world.gateway.requests("sessions.subscribe").size();
    }

    private void loseAndRestore() {
        world.gateway.dropSockets();
        world.reconnect();
    }

    @Test
    void aHandlerGetsItsEventsInOrderWithTheirPayload() {
        world.connect();
        BlockingQueue<GatewayEvent> events = listen("chat");
        world.gateway.emit("agent", "{\"n\":0}");
        world.gateway.emit("chat", "{\"n\":1,\"more\":{\"list\":[1,null]}}");
        world.gateway.emit("chat", null);

        GatewayEvent first = next(events);
        GatewayEvent second = next(events);
        assertThat(first.name()).isEqualTo("chat");
        assertThat(first.payload()).containsEntry("n", 1).containsKey("more");
        assertThat(first.receivedAt()).isEqualTo(world.time.now());
        assertThat(second.payload()).isEmpty();
        assertThat(second.sequence().orElseThrow()).isEqualTo(first.sequence().orElseThrow() + 1);
    }

    @Test
    void theStarGetsThemAll() {
        world.connect();
        BlockingQueue<GatewayEvent> events = listen(GatewayEvent.ANY);
        world.gateway.awaitRequests("sessions.subscribe", 1);
        world.gateway.emit("anything", "{}");
        world.gateway.emit("at all", "{}");

        assertThat(List.of(next(events).name(), next(events).name())).containsExactly("anything", "at all");
    }

    @Test
    void aRunsEventsComeWithoutAnySubscription() {
        world.connect();
        BlockingQueue<GatewayEvent> events = listen("chat");
        Receipt receipt = world.send(turn());

        assertThat(next(events).payload()).containsEntry("runId", receipt.runId());
        assertThat(subscriptions()).isZero();
    }

    @Test
    void skippedNumbersAreAnnouncedBeforeTheNextEvent() {
        world.connect();
        BlockingQueue<GatewayEvent> events = listen("chat");
        world.inject(new Fault.SkipSeq(3));
        world.gateway.emit("chat", "{\"n\":1}");

        GatewayEvent gap = next(events);
        isGap(gap, "sequence");
        assertThat(gap.payload()).containsEntry("missed", 3L);
        assertThat(gap.sequence()).isEqualTo(OptionalLong.empty());
        assertThat(next(events).payload()).containsEntry("n", 1);
    }

    @Test
    void aReconnectIsAnnouncedBeforeTheNextEvent() {
        BlockingQueue<GatewayEvent> events = listen("chat");
        world.connect();
        assertThat(events).as("the first connection has missed nothing").isEmpty();

        loseAndRestore();
        world.gateway.emit("chat", "{\"n\":1}");

        GatewayEvent gap = next(events);
        isGap(gap, "reconnect");
        assertThat(gap.payload()).doesNotContainKey("missed");
        assertThat(next(events).payload()).containsEntry("n", 1);
    }

    @Test
    void aBridgeThatWasClosedMeanwhileHasMissedSomethingToo() {
        world.connect();
        BlockingQueue<GatewayEvent> events = listen("chat");
        BridgeWorld.get(world.bridge.close());
        world.connect();

        isGap(next(events), "reconnect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"session.message", "sessions.changed", GatewayEvent.ANY})
    void whatTheGatewayMustBeAskedForIsAskedFor(String name) {
        world.connect();
        BlockingQueue<GatewayEvent> events = listen(name);
        world.gateway.awaitRequests("sessions.subscribe", 1);
        world.settle();
        world.send(direct());

        assertThat(next(events).name()).isIn("session.message", "sessions.changed");
        assertThat(subscriptions()).isEqualTo(1);
    }

    @Test
    void whoAskedBeforeTheConnectionIsServedByIt() {
        BlockingQueue<GatewayEvent> events = listen("session.message");
        world.connect();
        world.gateway.awaitRequests("sessions.subscribe", 1);
        world.settle();
        world.send(direct());

        assertThat(next(events).name()).isEqualTo("session.message");
    }

    @Test
    void nobodyWhoWantsItMeansNobodyIsAsked() {
        world.connect();
        listen("chat");
        listen("health");
        listen(GatewayEvent.GAP);
        loseAndRestore();
        world.settle();

        assertThat(subscriptions()).isZero();
    }

    @Test
    void manyWhoWantItAskOnce() {
        world.connect();
        listen("session.message");
        listen("sessions.changed");
        listen(GatewayEvent.ANY);
        world.gateway.awaitRequests("sessions.subscribe", 1);
        world.settle();

        assertThat(subscriptions()).isEqualTo(1);
    }

    @Test
    void itIsAskedForAnewAfterEveryReconnect() {
        world.connect();
        BlockingQueue<GatewayEvent> events = listen("session.message");
        world.gateway.awaitRequests("sessions.subscribe", 1);
        for (int i = 2; i < 5; i++) {
            loseAndRestore();
            world.gateway.awaitRequests("sessions.subscribe", i);
            world.settle();
            world.send(direct());

            isGap(next(events), "reconnect");
            assertThat(next(events).name()).isEqualTo("session.message");
        }
    }

    @Test
    void whoNoLongerWantsItIsNotServedAfterTheReconnect() {
        world.connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        Subscription subscription = world.bridge.onEvent("session.message", events::add);
        world.gateway.awaitRequests("sessions.subscribe", 1);

        subscription.close();
        loseAndRestore();
        world.settle();

        assertThat(subscriptions()).isEqualTo(1);
        assertThat(events).isEmpty();
    }

    /// A gateway that is busy just when everybody reconnects must not cost the events until the next
    /// reconnect.
    @Test
    void aGatewayThatDidNotTakeItIsAskedAgain() {
        world.connect();
        world.inject(new Fault.Busy("sessions.subscribe"));
        BlockingQueue<GatewayEvent> events = listen("session.message");
        world.awaitTimer(Duration.ofSeconds(5));

        world.time.advance(Duration.ofSeconds(5));
        world.gateway.awaitRequests("sessions.subscribe", 2);
        world.settle();
        world.send(direct());

        assertThat(next(events).name()).isEqualTo("session.message");
    }

    @Test
    void aGatewayThatDidNotAnswerItIsAskedAgain() {
        world.connect();
        world.inject(new Fault.Silence("sessions.subscribe", Fault.Effect.NONE));
        listen("session.message");
        world.gateway.awaitRequests("sessions.subscribe", 1);
        world.time.advance(Duration.ofSeconds(30));
        world.awaitTimer(Duration.ofSeconds(5));
        world.time.advance(Duration.ofSeconds(5));

        world.gateway.awaitRequests("sessions.subscribe", 2);
    }

    @Test
    void aConnectionThatIsGoneIsNotAskedAgain() {
        world.connect();
        world.inject(new Fault.Busy("sessions.subscribe"));
        listen("session.message");
        world.awaitTimer(Duration.ofSeconds(5));
        loseAndRestore();
        world.gateway.awaitRequests("sessions.subscribe", 2);

        world.time.advance(Duration.ofSeconds(5));
        world.settle();

        assertThat(subscriptions()).as("once for each connection").isEqualTo(2);
    }

    @Test
    void aHandlerThatBlocksForEverHurtsNeitherMessagesNorOthers() {
        world.connect();
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<GatewayEvent> others = listen("chat");
        try {
            world.bridge.onEvent("chat", _ -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < 300; i++) {
                world.gateway.emit("chat", "{\"n\":" + i + "}");
                assertThat(next(others).payload()).containsEntry("n", i);
            }
            assertThat(world.send(direct()).status()).isEqualTo(Receipt.Status.SENT);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aBlankNameIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> world.bridge.onEvent(" ", _ -> {}));
    }

    @Test
    void anEventInAFormThatNobodyKnowsIsAValue() {
        world.connect();
        BlockingQueue<GatewayEvent> events = listen("odd");
        world.gateway.emit("odd", "[1,2]");

        assertThat(next(events).payload()).isEqualTo(Map.of("value", List.of(1, 2)));
    }
}
