package io.openclaw.bridge.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.NotSent;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import io.openclaw.bridge.example.NotificationService.Told;
import io.openclaw.bridge.mock.Failure;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.mock.MockOpenClawBridgeExtension;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(MockOpenClawBridgeExtension.class)
class NotificationServiceTest {
    private static final String CHAT = "telegram:dm:12345";

    @Test
    void whatIsSentCarriesItsStory(MockOpenClawBridge bridge) {
        Told told = new NotificationService(bridge, CHAT)
                .agentSpawned(7, "agent-7")
                .await()
                .indefinitely();

        assertThat(told).isEqualTo(Told.YES);
        assertThat(bridge.sent().last()).get().satisfies(sent -> {
            assertThat(sent.message().text()).isEqualTo("✓ Agent spawned for issue #7\n\nAgent ID: agent-7");
            assertThat(sent.receipt().metadata()).containsEntry("agentId", "agent-7");
            assertThat(sent.receipt().messageId()).isEqualTo("mock-1");
        });
    }

    @ParameterizedTest
    @MethodSource("everyFailure")
    void noFailureReachesTheWorkflow(Outcome failure, MockOpenClawBridge bridge) {
        bridge.failures().next(failure);

        Told told = new NotificationService(bridge, CHAT)
                .agentSpawned(7, "agent-7")
                .await()
                .indefinitely();

        assertThat(told).isEqualTo(failure instanceof Unknown ? Told.NOBODY_KNOWS : Told.NO);
        assertThat(bridge.sent().delivered()).isEmpty();
        assertThat(bridge.sent().all())
                .singleElement()
                .satisfies(sent -> assertThat(sent.outcome()).isEqualTo(failure));
    }

    static Stream<Outcome> everyFailure() {
        return Stream.of(
                        Arrays.stream(Refused.Reason.values()).map(Failure::refused),
                        Arrays.stream(Unknown.Reason.values()).map(Failure::unknown),
                        Arrays.stream(NotSent.Reason.values()).map(Failure::notSent),
                        Stream.of(Failure.busy(), Failure.paused(), Failure.passing(), Failure.rateLimited()))
                .flatMap(failures -> failures);
    }

    @Test
    void neitherDoesAMissingConnection(MockOpenClawBridge bridge) {
        bridge.gateway().disconnect("the network is down");

        List<Told> told = Stream.of(1, 2)
                .map(issue -> new NotificationService(bridge, CHAT)
                        .agentSpawned(issue, "agent")
                        .await()
                        .indefinitely())
                .toList();

        assertThat(told).containsExactly(Told.NO, Told.NO);
    }

    @Test
    void norAMisspeltSessionKey(MockOpenClawBridge bridge) {
        Told told = new NotificationService(bridge, "telegramm:dm:1")
                .agentSpawned(7, "agent-7")
                .await()
                .indefinitely();

        assertThat(told).isEqualTo(Told.NO);
    }
}
