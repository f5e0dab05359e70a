package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.bridge.BridgeHarness;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.NotSent;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.MemoryStore;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Dead;
import io.openclaw.bridge.notification.NotificationState.Delivered;
import io.openclaw.bridge.notification.NotificationState.Queued;
import io.openclaw.bridge.notification.SoleOwnership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Promise 6 of the design, section 2, for notifications: each row of the table "What an answer means" is driven through
/// the durable path, once with the real bridge and a gateway, once with the mock, and must end the same: state, reason,
/// and the attempts that it burned.
///
/// Not among them are DEADLINE and OVERLOADED: the durable path claims nothing that the window has no place for.
@DisplayName("The mock cannot drift: a notification ends the same with both bridges")
public abstract class DurableOutcomeContract {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String DM = "telegram:dm:12345";

    /// Longer than what never left waits before it is tried again, and than the first late retry.
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final VirtualClock clock = new VirtualClock(); // on the thread only
    private final MemoryStore store = new MemoryStore(clock);
    private BridgeHarness world;
    private Deliveries deliveries;

    /// A new world with a bridge that is not connected.
    protected abstract BridgeHarness harness();

    /// How a row ends.
    ///
    /// @param burned results of the attempts, without those that never left
    private record End(String state, @Nullable String reason, List<Attempt.Result> burned) {
        static End of(Notification row) {
            return new End(
                    row.state().word().wire(),
                    switch (row.state()) {
                        case Dead dead -> dead.reason();
                        case io.openclaw.bridge.notification.NotificationState.Unknown unknown -> unknown.reason();
                        default -> null;
                    },
                    row.attempts().stream()
                            .map(Attempt::result)
                            .filter(result -> result != Attempt.Result.DEFERRED)
                            .toList());
        }
    }

    /// @param message to be sent
    /// @param meanwhile what the world does before it can end
    private record Case(Outcome outcome, Rows message, Consumer<BridgeHarness> meanwhile, End end) {
        @Override
        public String toString() {
            return outcome.toString();
        }
    }

    private static Case direct(Outcome outcome, String state, @Nullable String reason, Attempt.Result... burned) {
        return new Case(outcome, Rows.to(DM), _ -> {}, new End(state, reason, List.of(burned)));
    }

    private static Case turn(
            Outcome outcome, Rows message, String state, @Nullable String reason, Attempt.Result last) {
        return new Case(outcome, message.agent(), _ -> {}, new End(state, reason, List.of(last)));
    }

    private static Case held(NotSent.Reason reason, Consumer<BridgeHarness> remedy) {
        NotSent outcome = new NotSent(reason, Duration.ofSeconds(1), "it never left");
        return new Case(outcome, Rows.to(DM), remedy, new End("delivered", null, List.of(Attempt.Result.DELIVERED)));
    }

    static Stream<Case> answers() {
        List<Case> cases = new ArrayList<>();
        cases.add(direct(new Outcome.Delivered("501", null, null), "delivered", null, Attempt.Result.DELIVERED));
        cases.add(turn(
                new Outcome.Delivered(null, null, null),
                Rows.to("agent:main:main"),
                "delivered",
                null,
                Attempt.Result.DELIVERED));
        for (Refused.Reason reason : Refused.Reason.values()) {
            cases.add(refused(reason));
        }
        cases.add(direct(
                new Outcome.LateRetry(Duration.ofSeconds(330), "UNAVAILABLE", "too many requests"),
                "queued",
                null,
                Attempt.Result.RETRY));
        for (Unknown.Reason reason : List.of(Unknown.Reason.GATEWAY_HOLDS, Unknown.Reason.PLATFORM_UNCLEAR)) {
            cases.add(direct(new Unknown(reason, "?"), "unknown", reason.name(), Attempt.Result.UNKNOWN));
        }
        End found = new End("delivered", null, List.of(Attempt.Result.UNKNOWN, Attempt.Result.DELIVERED));
        cases.add(new Case(new Unknown(Unknown.Reason.LOST, "?"), Rows.to(DM), _ -> {}, found));
        cases.add(new Case(
                new Unknown(Unknown.Reason.NO_ANSWER, "?"),
                Rows.to(DM),
                world -> world.advance(Duration.ofMinutes(2)),
                found));
        cases.add(direct(
                new Outcome.Busy(Duration.ofSeconds(1), "the server is busy"),
                "delivered",
                null,
                Attempt.Result.DELIVERED));
        cases.add(new Case(
                new Outcome.Paused(Duration.ofSeconds(1), "restarting"),
                Rows.to(DM),
                world -> world.advance(SOON),
                new End("delivered", null, List.of(Attempt.Result.DELIVERED))));
        cases.add(direct(
                new Outcome.Retry(null, "UNAVAILABLE", "try again"),
                "delivered",
                null,
                Attempt.Result.RETRY,
                Attempt.Result.DELIVERED));
        cases.add(held(NotSent.Reason.NOT_CONNECTED, BridgeHarness::restoreConnection));
        cases.add(held(NotSent.Reason.HUMAN_NEEDED, BridgeHarness::restoreConnection));
        cases.add(held(NotSent.Reason.BREAKER_OPEN, world -> world.advance(Duration.ofSeconds(61))));
        return cases.stream();
    }

    private static Case refused(Refused.Reason reason) {
        Refused outcome = new Refused(
                reason,
                "UNAVAILABLE",
                "refused",
                reason == Refused.Reason.PARTIAL_DELIVERY ? List.of("501", "502") : List.of(),
                reason == Refused.Reason.REPLY_NOT_DELIVERED ? "forty-two" : null);
        return switch (reason) {
            case INVALID_SESSION_KEY ->
                new Case(
                        outcome,
                        Rows.to("telegram:nobody:1"),
                        _ -> {},
                        new End("dead", reason.name(), List.of(Attempt.Result.REFUSED)));
            case INVALID_REQUEST, FORBIDDEN, UNSUPPORTED_CHANNEL, PLATFORM_REFUSED, PARTIAL_DELIVERY ->
                direct(outcome, "dead", reason.name(), Attempt.Result.REFUSED);
            case REPLY_NOT_DELIVERED -> turn(outcome, Rows.to(DM), "dead", reason.name(), Attempt.Result.REFUSED);
            case UNKNOWN_AGENT, RUN_FAILED ->
                turn(outcome, Rows.to("agent:main:main"), "dead", reason.name(), Attempt.Result.REFUSED);
        };
    }

    @BeforeEach
    void build() {
        world = harness();
        world.bridge().connectAndAwait();
        deliveries = new Deliveries(
                store,
                store,
                new SoleOwnership(),
                new MemoryHolds(),
                world.bridge(),
                DeliverySettings.defaults(),
                clock,
                thread,
                new Random(1),
                new DeliveryMetrics(new SimpleMeterRegistry()));
        store.waking(deliveries);
        deliveries.start();
    }

    @AfterEach
    void tearDown() throws Exception {
        CompletableFuture<Void> stopped = deliveries.stop(Duration.ZERO);
        pass(Duration.ofSeconds(1));
        stopped.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        world.close();
        thread.shutdownNow();
    }

    /// On the delivery's own thread, which owns the time.
    private <T> T on(Callable<T> step) {
        try {
            return thread.submit(step).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private void pass(Duration time) {
        on(() -> {
            clock.advance(time);
            return true;
        });
    }

    private Notification submit(Rows message) {
        return on(() -> store.accept(List.of(
                        message.gateway(world.bridge().status().gateway()).at(clock.now())))
                .await()
                .indefinitely()
                .getFirst()
                .row());
    }

    private Notification now(Notification row) {
        return Objects.requireNonNull(store.row(row.id()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void sameAnswerSameEnd(Case answer) {
        world.makeNextSend(answer.outcome());
        Notification row = submit(answer.message());
        answer.meanwhile().accept(world);

        Duration[] left = {SOON};
        Awaitility.await(answer.toString())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .pollInSameThread()
                .untilAsserted(() -> {
                    if (left[0].isPositive()) {
                        Duration step = Duration.ofMillis(250);
                        left[0] = left[0].minus(step);
                        pass(step);
                    }
                    assertThat(End.of(now(row))).isEqualTo(answer.end());
                });

        if (answer.outcome() instanceof Outcome.LateRetry late) {
            assertThat(((Queued) now(row).state()).notBefore())
                    .isAfterOrEqualTo(VirtualClock.BIRTH.plus(late.notBefore()));
        }
        if (answer.end().state().equals("delivered")
                && now(row).content().sessionKey().equals(DM)) {
            assertThat(world.posted()).containsOnlyOnce(row.content().message());
        }
        if (answer.outcome() instanceof Refused refused && now(row).state() instanceof Dead dead) {
            assertThat(dead.reply()).isEqualTo(refused.reply());
            assertThat(dead.messageId())
                    .isEqualTo(refused.messageIds().isEmpty() ? null : String.join(",", refused.messageIds()));
        }
        if (answer.outcome() instanceof Outcome.Delivered delivered) {
            assertThat(((Delivered) now(row).state()).messageId()).isEqualTo(delivered.messageId());
        }
    }
}
