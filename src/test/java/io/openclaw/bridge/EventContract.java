package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Event handlers: by name, in order, told what they missed, and unable to hurt anybody.
interface EventContract extends BridgeUnderContract {
    @Test
    default void aHandlerGetsTheEventsOfItsNameInOrder() {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        bridge().onEvent("chat", events::add);

        for (int i = 0; i < 20; i++) {
            world().emit("chat", Map.of("n", i));
            world().emit("agent", Map.of("n", i));
        }

        for (int i = 0; i < 20; i++) {
            GatewayEvent event = next(events);
            assertThat(event.name()).isEqualTo("chat");
            assertThat(number(event)).isEqualTo(i);
        }
    }

    @Test
    default void theStarGetsEveryEventWithItsNumber() {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        bridge().onEvent(GatewayEvent.ANY, events::add);

        world().emit("chat", Map.of("n", 1));
        world().emit("health", Map.of("n", 2));

        GatewayEvent chat = nextNamed(events, "chat");
        GatewayEvent health = nextNamed(events, "health");
        assertThat(chat.sequence()).isNotEqualTo(OptionalLong.empty());
        assertThat(health.sequence().orElseThrow())
                .isGreaterThan(chat.sequence().orElseThrow());
        assertThat(health.receivedAt()).isAfterOrEqualTo(chat.receivedAt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"session.message", "sessions.changed"})
    default void whatTheGatewayMustBeAskedForIsAskedForAlsoAfterAReconnect(String name) {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        bridge().onEvent(name, events::add);
        world().emit(name, Map.of("n", 1));
        assertThat(number(next(events))).isEqualTo(1);

        loseAndRestore();
        assertThat(next(events).isGap()).isTrue();
        world().emit(name, Map.of("n", 2));

        assertThat(number(next(events))).isEqualTo(2);
    }

    @Test
    default void aPayloadCannotBeChanged() {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        bridge().onEvent("chat", events::add);
        world().emit("chat", Map.of("n", 1));

        GatewayEvent event = next(events);

        assertThatThrownBy(() -> event.payload().put("n", 2)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    default void aClosedSubscriptionGetsNothing() {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        BlockingQueue<GatewayEvent> closed = new LinkedBlockingQueue<>();
        Subscription subscription = bridge().onEvent("chat", closed::add);
        bridge().onEvent("chat", events::add);
        subscription.close();
        subscription.close();

        world().emit("chat", Map.of("n", 1));
        next(events);

        assertThat(closed).isEmpty();
    }

    @Test
    default void aReconnectIsAnnouncedAsAGapBeforeTheNextEvent() {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        bridge().onEvent("chat", events::add);
        world().emit("chat", Map.of("n", 1));
        assertThat(number(next(events))).isEqualTo(1);

        loseAndRestore();
        world().emit("chat", Map.of("n", 2));

        GatewayEvent gap = next(events);
        assertThat(gap.isGap()).isTrue();
        assertThat(gap.payload()).containsEntry("reason", "reconnect");
        assertThat(number(next(events))).isEqualTo(2);
    }

    @Test
    default void skippedNumbersAreAnnouncedAsAGapBeforeTheNextEvent() {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        bridge().onEvent("chat", events::add);
        world().emit("chat", Map.of("n", 1));
        assertThat(number(next(events))).isEqualTo(1);

        world().skipEvents(3);
        world().emit("chat", Map.of("n", 2));

        GatewayEvent gap = next(events);
        assertThat(gap.isGap()).isTrue();
        assertThat(gap.payload()).containsEntry("reason", "sequence").containsEntry("missed", 3L);
        assertThat(number(next(events))).isEqualTo(2);
    }

    @Test
    default void aThrowingHandlerHurtsNobodyNotEvenItself() {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        BlockingQueue<GatewayEvent> thrower = new LinkedBlockingQueue<>();
        bridge().onEvent("chat", event -> {
            thrower.add(event);
            throw new AssertionError("boom");
        });
        bridge().onEvent("chat", events::add);

        world().emit("chat", Map.of("n", 1));
        world().emit("chat", Map.of("n", 2));

        assertThat(List.of(number(next(events)), number(next(events)))).containsExactly(1, 2);
        assertThat(List.of(number(next(thrower)), number(next(thrower)))).containsExactly(1, 2);
        assertThat(send("still sending").status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    default void aSlowHandlerHurtsNobodyAndIsToldWhatItMissed() {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<GatewayEvent> slow = new LinkedBlockingQueue<>();
        BlockingQueue<GatewayEvent> end = new LinkedBlockingQueue<>();
        try {
            bridge().onEvent("chat", event -> {
                slow.add(event);
                awaitQuietly(release);
            });
            bridge().onEvent("chat", events::add);
            bridge().onEvent("end", end::add);
            world().emit("chat", Map.of("n", 0));
            assertThat(number(next(slow))).isZero();

            for (int i = 1; i <= 300; i++) {
                world().emit("chat", Map.of("n", i));
                next(events);
            }
            world().emit("end", Map.of());
            next(end);
            assertThat(send("still sending").status()).isEqualTo(Receipt.Status.SENT);
        } finally {
            release.countDown();
        }

        GatewayEvent gap = next(slow);
        assertThat(gap.isGap()).isTrue();
        assertThat(gap.payload()).containsEntry("reason", "slow-handler").containsEntry("missed", 300L - 256);
        for (int i = 300 - 256 + 1; i <= 300; i++) {
            assertThat(number(next(slow))).isEqualTo(i);
        }
    }

    @Test
    default void aHandlerMayCloseItselfAndCallTheBridge() {
        connect();
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        BlockingQueue<Subscription> self = new LinkedBlockingQueue<>();
        BlockingQueue<GatewayEvent> handled = new LinkedBlockingQueue<>();
        BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
        Subscription subscription = bridge().onEvent("chat", event -> {
            handled.add(event);
            next(self).close();
            receipts.add(bridge().sendToAgentAndAwait(DM, "answer"));
        });
        bridge().onEvent("chat", events::add);

        // Both wait for the handler before it can close itself.
        world().emit("chat", Map.of("n", 1));
        world().emit("chat", Map.of("n", 2));
        next(events);
        next(events);
        self.add(subscription);
        assertThat(next(receipts).status()).isEqualTo(Receipt.Status.SENT);
        world().emit("chat", Map.of("n", 3));
        next(events);

        assertThat(handled).hasSize(1);
        assertThat(world().posted()).containsExactly("answer");
    }

    private void loseAndRestore() {
        BlockingQueue<BridgeStatus> statuses = listen();
        world().loseConnection();
        awaitState(statuses, ConnectionState.RECONNECTING);
        world().restoreConnection();
        awaitState(statuses, ConnectionState.CONNECTED);
    }

    /// The gateway sends other events of its own accord (`tick`, `health`); they may come in between.
    private GatewayEvent nextNamed(BlockingQueue<GatewayEvent> events, String name) {
        GatewayEvent event = next(events);
        while (!event.name().equals(name)) {
            event = next(events);
        }
        return event;
    }

    private static int number(GatewayEvent event) {
        return ((Number) event.payload().get("n")).intValue();
    }
}
