package io.openclaw.bridge.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.GatewayEvent.GapReason;
import io.openclaw.bridge.Subscription;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventHubTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final HandPump pump = new HandPump();
    private final List<Set<String>> nameChanges = new ArrayList<>();
    private final EventHub hub = hub(256);
    private final List<GatewayEvent> seen = new ArrayList<>();

    @Test
    void publishingRunsNoHandler() {
        hub.subscribe("chat", seen::add);

        hub.publish(event("chat", 1));

        assertThat(seen).isEmpty();
        pump.run();
        assertThat(seen).containsExactly(event("chat", 1));
    }

    @Test
    void anIdleHandlerHasNoTask() {
        hub.subscribe("chat", seen::add);
        hub.publish(event("chat", 1));
        hub.publish(event("chat", 2));
        assertThat(pump.waiting()).as("one task for both").isEqualTo(1);
        pump.run();

        assertThat(pump.waiting()).isZero();
        hub.publish(event("chat", 3));
        pump.run();
        assertThat(numbers()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aHandlerGetsItsNameOnlyAndTheStarGetsAll() {
        List<GatewayEvent> all = new ArrayList<>();
        hub.subscribe("chat", seen::add);
        hub.subscribe(GatewayEvent.ANY, all::add);

        hub.publish(event("chat", 1));
        hub.publish(event("health", 2));
        pump.run();

        assertThat(seen).extracting(GatewayEvent::name).containsExactly("chat");
        assertThat(all).extracting(GatewayEvent::name).containsExactly("chat", "health");
    }

    @Test
    void aGapReachesEveryHandlerOnceWhateverItsName() {
        hub.subscribe("chat", seen::add);
        hub.subscribe(GatewayEvent.ANY, seen::add);
        hub.subscribe(GatewayEvent.GAP, seen::add);

        hub.publish(GatewayEvent.gap(GapReason.RECONNECT, OptionalLong.empty(), NOW));
        pump.run();

        assertThat(seen).hasSize(3).allMatch(GatewayEvent::isGap);
    }

    @Test
    void anOverflowDropsTheOldestAndAnnouncesThemInTheirPlace() {
        EventHub small = hub(3);
        small.subscribe("chat", seen::add);

        IntStream.rangeClosed(1, 5).forEach(i -> small.publish(event("chat", i)));
        pump.run();

        assertThat(seen)
                .containsExactly(
                        GatewayEvent.gap(GapReason.SLOW_HANDLER, OptionalLong.of(2), NOW),
                        event("chat", 3),
                        event("chat", 4),
                        event("chat", 5));
    }

    @Test
    void twoOverflowsAreAnnouncedEachInItsPlace() {
        EventHub small = hub(2);
        small.subscribe("chat", event -> {
            seen.add(event);
            if (event.equals(event("chat", 2))) {
                // While this one is handled, three more arrive: one too many beside the third that
                // waits.
                IntStream.rangeClosed(4, 6).forEach(i -> small.publish(event("chat", i)));
            }
        });

        IntStream.rangeClosed(1, 3).forEach(i -> small.publish(event("chat", i)));
        pump.run();

        assertThat(seen)
                .containsExactly(
                        GatewayEvent.gap(GapReason.SLOW_HANDLER, OptionalLong.of(1), NOW),
                        event("chat", 2),
                        GatewayEvent.gap(GapReason.SLOW_HANDLER, OptionalLong.of(2), NOW),
                        event("chat", 5),
                        event("chat", 6));
    }

    @Test
    void aLostAnnouncementIsNotForgotten() {
        EventHub small = hub(1);
        small.subscribe("chat", seen::add);

        small.publish(event("chat", 1));
        small.publish(GatewayEvent.gap(GapReason.SEQUENCE, OptionalLong.of(7), NOW));
        small.publish(event("chat", 9));
        pump.run();

        assertThat(seen)
                .containsExactly(GatewayEvent.gap(GapReason.SLOW_HANDLER, OptionalLong.of(8), NOW), event("chat", 9));
    }

    @Test
    void aLostReconnectMakesTheNumberOfMissedEventsUnknown() {
        EventHub small = hub(1);
        small.subscribe("chat", seen::add);

        small.publish(GatewayEvent.gap(GapReason.RECONNECT, OptionalLong.empty(), NOW));
        small.publish(event("chat", 1));
        small.publish(event("chat", 2));
        pump.run();

        assertThat(seen)
                .containsExactly(GatewayEvent.gap(GapReason.SLOW_HANDLER, OptionalLong.empty(), NOW), event("chat", 2));
    }

    @Test
    void anOverflowOfOneHandlerHurtsNoOther() {
        EventHub small = hub(2);
        List<GatewayEvent> quick = new ArrayList<>();
        small.subscribe("chat", event -> {
            seen.add(event);
            if (event.equals(event("chat", 1))) {
                IntStream.rangeClosed(2, 5).forEach(i -> {
                    small.publish(event("chat", i));
                    pump.run();
                });
            }
        });
        small.subscribe("chat", quick::add);

        small.publish(event("chat", 1));
        pump.run();

        assertThat(quick).hasSize(5).noneMatch(GatewayEvent::isGap);
        assertThat(seen)
                .containsExactly(
                        event("chat", 1),
                        GatewayEvent.gap(GapReason.SLOW_HANDLER, OptionalLong.of(2), NOW),
                        event("chat", 4),
                        event("chat", 5));
    }

    @Test
    void aThrowingHandlerGoesOnAndSoDoOthers() {
        List<GatewayEvent> other = new ArrayList<>();
        hub.subscribe("chat", event -> {
            seen.add(event);
            switch ((int) event.sequence().orElseThrow()) {
                case 1 -> throw new IllegalStateException("boom");
                case 2 -> throw new AssertionError("boom");
                case 3 -> throw new StackOverflowError();
                default -> {}
            }
        });
        hub.subscribe("chat", other::add);

        IntStream.rangeClosed(1, 4).forEach(i -> hub.publish(event("chat", i)));
        pump.run();

        assertThat(numbers()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(other).hasSize(4);
    }

    @Test
    void theLogOfAThrowingHandlerNamesEventAndExceptionButNoPayload() {
        List<String> lines = new ArrayList<>();
        Handler recorder = recorder(lines);
        Logger logger = Logger.getLogger(Mailbox.class.getName());
        logger.addHandler(recorder);
        try {
            hub.subscribe("chat", event -> {
                throw new IllegalStateException("secret " + event.payload());
            });
            hub.publish(new GatewayEvent("chat", Map.of("text", "secret"), OptionalLong.of(1), NOW));
            pump.run();
        } finally {
            logger.removeHandler(recorder);
        }

        assertThat(lines)
                .singleElement()
                .asString()
                .contains("chat", "java.lang.IllegalStateException", "EventHubTest")
                .doesNotContain("secret");
    }

    @Test
    void closingFromInsideTheHandlerEndsItAtOnce() {
        List<Subscription> self = new ArrayList<>();
        self.add(hub.subscribe("chat", event -> {
            seen.add(event);
            self.getFirst().close();
        }));

        hub.publish(event("chat", 1));
        hub.publish(event("chat", 2));
        pump.run();
        hub.publish(event("chat", 3));
        pump.run();

        assertThat(numbers()).containsExactly(1L);
        assertThat(pump.waiting()).isZero();
    }

    @Test
    void aClosedSubscriptionGetsNothingThatWasWaiting() {
        Subscription subscription = hub.subscribe("chat", seen::add);
        hub.publish(event("chat", 1));

        subscription.close();
        subscription.close();
        pump.run();

        assertThat(seen).isEmpty();
    }

    @Test
    void namesFollowTheSubscriptionsAndEveryChangeIsTold() {
        Subscription first = hub.subscribe("session.message", seen::add);
        Subscription second = hub.subscribe("session.message", seen::add);
        Subscription all = hub.subscribe(GatewayEvent.ANY, seen::add);
        first.close();
        first.close();
        second.close();
        all.close();

        assertThat(hub.names()).isEmpty();
        assertThat(nameChanges)
                .containsExactly(Set.of("session.message"), Set.of("session.message", "*"), Set.of("*"), Set.of());
    }

    @Test
    void anExecutorThatIsShutDownDoesNotHurtThePublisher() {
        EventHub dying = new EventHub(
                _ -> {
                    throw new RejectedExecutionException("shut down");
                },
                () -> NOW,
                () -> {});
        dying.subscribe("chat", seen::add);

        dying.publish(event("chat", 1));
        dying.publish(event("chat", 2));

        assertThat(seen).isEmpty();
    }

    @Test
    void aBlankNameIsRefused() {
        assertThatThrownBy(() -> hub.subscribe(" ", seen::add)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void underConcurrencyNothingIsLostOrReordered() throws InterruptedException {
        int events = 200_000;
        EventHub live = new EventHub(Handlers.virtualThreads(), InstantSource.system(), () -> {}, events);
        BlockingQueue<GatewayEvent> queue = new LinkedBlockingQueue<>();
        live.subscribe("chat", queue::add);

        Thread publisher = Thread.ofPlatform()
                .start(() -> IntStream.range(0, events).forEach(i -> live.publish(event("chat", i))));

        for (long i = 0; i < events; i++) {
            GatewayEvent next = queue.poll(10, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            assertThat(next.sequence().orElseThrow()).isEqualTo(i);
        }
        publisher.join();
    }

    private EventHub hub(int capacity) {
        List<EventHub> self = new ArrayList<>();
        self.add(new EventHub(
                pump, () -> NOW, () -> nameChanges.add(self.getFirst().names()), capacity));
        return self.getFirst();
    }

    private List<Long> numbers() {
        return seen.stream().map(event -> event.sequence().orElseThrow()).toList();
    }

    private static GatewayEvent event(String name, long sequence) {
        return new GatewayEvent(name, Map.of(), OptionalLong.of(sequence), NOW);
    }

    private static Handler recorder(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new java.util.logging.SimpleFormatter().format(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
