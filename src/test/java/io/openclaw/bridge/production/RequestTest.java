package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.failure;
import static io.openclaw.bridge.production.BridgeWorld.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.MessageRejectedException;
import io.openclaw.bridge.NetworkException;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.OutcomeUnknownException;
import io.openclaw.bridge.RateLimitException;
import io.openclaw.bridge.SendException;
import io.openclaw.bridge.SessionNotFoundException;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.GatewayError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The escape hatch: any call of the gateway's protocol.
class RequestTest {
    private final BridgeWorld world = new BridgeWorld().connect();

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private CompletableFuture<Map<String, Object>> requesting(String method, Map<String, Object> params) {
        return world.bridge.request(method, params).subscribeAsCompletionStage();
    }

    @Test
    void theAnswersPayloadComesAsPlainValues() {
        Map<String, Object> answer =
                get(requesting("chat.history", Map.of("sessionKey", "agent:main:main", "limit", 5)));

        assertThat(answer).containsEntry("messages", List.of()).containsKey("sessionInfo");
        assertThat(answer.get("sessionInfo")).isInstanceOf(Map.class);
        assertThat(world.only("chat.history").params().path("limit").asInt()).isEqualTo(5);
    }

    @Test
    void aCallThatTheGatewayRefusesSaysWhy() {
        assertThat(failure(requesting("chat.history", Map.of())))
                .isInstanceOf(MessageRejectedException.class)
                .isInstanceOf(SendException.class)
                .hasMessageContaining("sessionKey");
        assertThat(failure(requesting("sessions.delete", Map.of("key", "x"))))
                .isInstanceOf(MessageRejectedException.class)
                .hasMessageContaining("operator.admin");
        assertThat(failure(requesting("sessions.resolve", Map.of("key", "agent:main:nowhere"))))
                .isInstanceOf(SessionNotFoundException.class);
    }

    @Test
    void nothingIsRepeatedAndNothingCountsForTheBreaker() {
        world.inject(new Fault.RetryableUnavailable("health", null), 9);
        for (int i = 0; i < 9; i++) {
            assertThat(failure(requesting("health", Map.of())).outcome().orElseThrow())
                    .isInstanceOf(Outcome.Retry.class);
        }

        assertThat(world.gateway.requests("health")).hasSize(9);
        assertThat(world.bridge.status().breaker().state())
                .isEqualTo(io.openclaw.bridge.BridgeStatus.BreakerState.CLOSED);
    }

    @Test
    void readsWaitTenSecondsAndOthersThirty() {
        world.inject(new Fault.Silence("health"));
        world.inject(new Fault.Silence("wake"));
        CompletableFuture<Map<String, Object>> read = requesting("health", Map.of());
        CompletableFuture<Map<String, Object>> other = requesting("wake", Map.of("mode", "now", "text", "x"));
        world.gateway.awaitRequests("health", 1);
        world.gateway.awaitRequests("wake", 1);

        world.time.advance(Duration.ofSeconds(10));
        assertThat(failure(read)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(other).isNotDone();
        world.time.advance(Duration.ofSeconds(20));
        assertThat(failure(other)).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void aLostSocketLeavesItUnknown() {
        world.inject(new Fault.DropSocket("health"));

        assertThat(failure(requesting("health", Map.of()))).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void aBusyOrPausedGatewaySaysSo() {
        world.inject(new Fault.Busy("health"));
        assertThat(failure(requesting("health", Map.of()))).isInstanceOf(RateLimitException.class);
        world.inject(new Fault.Restarting("health"));
        assertThat(failure(requesting("health", Map.of()))).isInstanceOf(NetworkException.class);
    }

    @Test
    void anErrorDoesNotRepeatWhatWasAsked() {
        world.inject(new Fault.Fail("health", new GatewayError("INVALID_REQUEST", "bad: the launch code 000-000")));

        assertThat(failure(requesting("health", Map.of("text", "the launch code 000-000"))))
                .message()
                .doesNotContain("000-000");
    }

    @Test
    void paramsThatAreNoJsonAreTheCallersMistake() {
        assertThatThrownBy(() -> get(requesting("health", Map.of("x", new Object()))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(world.gateway.requests("health")).isEmpty();
    }
}
