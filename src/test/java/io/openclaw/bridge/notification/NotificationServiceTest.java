package io.openclaw.bridge.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class NotificationServiceTest {
    private final HandDelays delays = new HandDelays();
    private final MemoryStore store = new MemoryStore();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NotificationService service = service(delays, Optional.of("telegram:dm:7"));

    private NotificationService service(Delays time, Optional<String> session) {
        Notifications notifications = new Notifications(
                store,
                new Resolution(
                        MockOpenClawBridge.builder().build(),
                        InstantSource.system(),
                        _ -> Optional.empty(),
                        session,
                        new Random(1)),
                new Waiters(time, false));
        return new NotificationService(notifications, time, new NotificationMetrics(registry));
    }

    private double count(String result) {
        return registry.get("openclaw.notification.service.calls")
                .tag("result", result)
                .counter()
                .count();
    }

    @Test
    void agentSpawnedIsStoredForTheDefaultSession() {
        CompletableFuture<Optional<UUID>> told =
                service.notifyAgentSpawned(1234, "agent-7").toCompletableFuture();
        assertThat(store.rows()).singleElement().satisfies(row -> {
            assertThat(told.join()).contains(row.id());
            assertThat(row.content().sessionKey()).isEqualTo("telegram:dm:7");
            assertThat(row.content().message()).isEqualTo("✓ Agent spawned for issue #1234\n\nAgent ID: agent-7");
            assertThat(row.content().metadata())
                    .isEqualTo(Map.of("notificationType", "agent_spawned", "issueNumber", 1234L, "agentId", "agent-7"));
        });
        assertThat(count("stored")).isEqualTo(1);
    }

    @Test
    void everyKindIsStored() {
        service.notifyAgentCompleted(1, "a");
        service.notifyAgentFailed(1, "a", "out of\u0000 memory \ud83d");
        service.notifyWorkflowStarted(1);
        service.notifyWorkflowCompleted(1);
        service.notifyWorkflowFailed(1, "x".repeat(100_000));
        service.notifyPullRequestCreated(1, "https://example.org/pr/1");
        service.notify("anything", Map.of());
        assertThat(store.rows()).hasSize(7);
    }

    @Test
    void storeThatFailsIsAskedAgainAndNothingIsStoredTwice() {
        store.loseNextAnswers(2);
        CompletableFuture<Optional<UUID>> told =
                service.notifyAgentSpawned(1, "a").toCompletableFuture();
        assertThat(told).isNotDone();
        delays.advance(Duration.ofSeconds(1));
        delays.advance(Duration.ofSeconds(2));
        assertThat(told.join()).isPresent();
        assertThat(store.rows()).hasSize(1);
    }

    @Test
    void storeThatStaysAwayIsGivenUpWithoutAnException() {
        store.breakDown(StoreException.Reason.UNAVAILABLE);
        CompletableFuture<Optional<UUID>> told =
                service.notifyAgentSpawned(1, "a").toCompletableFuture();
        delays.advance(Duration.ofMinutes(1));
        assertThat(told.join()).isEmpty();
        assertThat(count("failed")).isEqualTo(1);
        assertThat(delays.size()).isZero();
    }

    @Test
    void nothingThatTheCallerDoesWrongComesBackAsAnException() {
        NotificationService homeless = service(delays, Optional.empty());
        assertThat(homeless.notifyAgentSpawned(1, "a").toCompletableFuture().join())
                .isEmpty();
        assertThat(service.notify("nonsense", "text", Map.of())
                        .toCompletableFuture()
                        .join())
                .isEmpty();
        assertThat(service.notify("", Map.of()).toCompletableFuture().join()).isEmpty();
        assertThat(service.notify(null, null, null).toCompletableFuture().join())
                .isEmpty();
        assertThat(store.rows()).isEmpty();
    }

    @Test
    void brokenClockDoesNotReachTheWorkflow() {
        store.breakDown(StoreException.Reason.CLOSED);
        NotificationService broken = service(
                (delay, task) -> {
                    throw new IllegalStateException("closed");
                },
                Optional.of("telegram:dm:7"));
        assertThat(broken.notifyAgentSpawned(1, "a").toCompletableFuture().join())
                .isEmpty();
    }
}
