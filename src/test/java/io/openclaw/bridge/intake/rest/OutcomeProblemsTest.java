package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.openclaw.bridge.AuthenticationException;
import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.InvalidSessionKeyException;
import io.openclaw.bridge.NetworkException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.NotSent;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Design, section 4, column "Direct REST send".
class OutcomeProblemsTest {

    /// outcome, status, `outcome`, `code`, `gatewayCode`, Retry-After
    static List<Arguments> outcomes() {
        List<Arguments> rows = new ArrayList<>(List.of(
                Arguments.of(
                        refused(Refused.Reason.INVALID_SESSION_KEY), 400, "refused", "INVALID_SESSION_KEY", "G", null),
                Arguments.of(refused(Refused.Reason.UNKNOWN_AGENT), 404, "refused", "UNKNOWN_AGENT", "G", null),
                Arguments.of(
                        refused(Refused.Reason.UNSUPPORTED_CHANNEL), 404, "refused", "UNSUPPORTED_CHANNEL", "G", null),
                Arguments.of(refused(Refused.Reason.INVALID_REQUEST), 502, "refused", "INVALID_REQUEST", "G", null),
                Arguments.of(
                        new Refused(Refused.Reason.INVALID_REQUEST, OutboundMessage.FLAWED, "d"),
                        400,
                        "refused",
                        "INVALID_REQUEST",
                        null,
                        null),
                Arguments.of(refused(Refused.Reason.FORBIDDEN), 502, "refused", "FORBIDDEN", "G", null),
                Arguments.of(refused(Refused.Reason.PLATFORM_REFUSED), 502, "refused", "PLATFORM_REFUSED", "G", null),
                Arguments.of(refused(Refused.Reason.PARTIAL_DELIVERY), 502, "refused", "PARTIAL_DELIVERY", "G", null),
                Arguments.of(
                        refused(Refused.Reason.REPLY_NOT_DELIVERED), 502, "refused", "REPLY_NOT_DELIVERED", "G", null),
                Arguments.of(refused(Refused.Reason.RUN_FAILED), 502, "refused", "RUN_FAILED", "G", null),
                Arguments.of(
                        new Outcome.LateRetry(Duration.ofSeconds(330), "G", "d"),
                        502,
                        "retry",
                        "LATE_RETRY",
                        "G",
                        "330"),
                Arguments.of(new Outcome.Retry(null, "G", "d"), 502, "retry", "GATEWAY_FAILED", "G", null),
                Arguments.of(
                        new Outcome.Retry(Duration.ofMillis(1_001), "G", "d"),
                        502,
                        "retry",
                        "GATEWAY_FAILED",
                        "G",
                        "2"),
                Arguments.of(new Outcome.Busy(Duration.ofMillis(400), "d"), 429, "deferred", "BUSY", null, "1"),
                Arguments.of(new Outcome.Paused(Duration.ofSeconds(2), "d"), 503, "deferred", "PAUSED", null, "2")));
        for (Unknown.Reason reason : Unknown.Reason.values()) {
            rows.add(Arguments.of(new Unknown(reason, "d"), 504, "unknown", reason.name(), null, null));
        }
        for (NotSent.Reason reason : NotSent.Reason.values()) {
            rows.add(Arguments.of(
                    new NotSent(reason, Duration.ofNanos(59_000_000_001L), "d"),
                    503,
                    "deferred",
                    reason.name(),
                    null,
                    "60"));
        }
        return rows;
    }

    private static Refused refused(Refused.Reason reason) {
        return new Refused(reason, "G", "d");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("outcomes")
    void everyOutcomeHasItsAnswer(
            Outcome outcome, int status, String word, String code, String gatewayCode, String retryAfter) {
        Problem problem = OutcomeProblems.of(BridgeException.of(outcome));

        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.members()).containsEntry("outcome", word).containsEntry("code", code);
        assertThat(problem.members().get("gatewayCode")).isEqualTo(gatewayCode);
        assertThat(problem.headers().get("Retry-After")).isEqualTo(retryAfter);
        assertThat(problem.type()).startsWith("urn:openclaw-bridge:problem:");
    }

    @Test
    void everyReasonOfARefusalIsInTheTable() {
        assertThat(outcomes().stream()
                        .map(row -> row.get()[0])
                        .filter(Refused.class::isInstance)
                        .map(o -> ((Refused) o).reason()))
                .containsAll(Arrays.asList(Refused.Reason.values()));
    }

    @Test
    void aPartlyDeliveredTextNamesItsParts() {
        Problem problem =
                OutcomeProblems.of(new Refused(Refused.Reason.PARTIAL_DELIVERY, "G", "d", List.of("1", "2"), null));

        assertThat(problem.members())
                .containsEntry("messageIds", List.of("1", "2"))
                .doesNotContainKey("reply");
    }

    @Test
    void anUndeliveredReplyIsNotLost() {
        Problem problem =
                OutcomeProblems.of(new Refused(Refused.Reason.REPLY_NOT_DELIVERED, "G", "d", List.of(), "the reply"));

        assertThat(problem.members()).containsEntry("reply", "the reply").doesNotContainKey("messageIds");
    }

    @Test
    void aBadKeyIsAViolationOfThePath() {
        assertThat(OutcomeProblems.of(new InvalidSessionKeyException("what is wrong"))
                        .violations())
                .containsExactly(new Violation("sessionKey", "what is wrong", Violation.In.PATH));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1000, 1", "1001, 2", "60000, 60"})
    void retryAfterIsInWholeSecondsRoundedUp(long millis, String header) {
        assertThat(OutcomeProblems.of(new Outcome.Busy(Duration.ofMillis(millis), "d"))
                        .headers())
                .containsEntry("Retry-After", header);
    }

    @Test
    void aFailureWithoutAnOutcomeIsAnsweredToo() {
        assertThat(OutcomeProblems.of(new NetworkException("gone", null, null)).status())
                .isEqualTo(503);
        assertThat(OutcomeProblems.of(new AuthenticationException("no", null)).status())
                .isEqualTo(503);
    }

    @Test
    void successIsNoProblem() {
        assertThatIllegalArgumentException().isThrownBy(() -> OutcomeProblems.of(new Outcome.Accepted("r")));
    }
}
