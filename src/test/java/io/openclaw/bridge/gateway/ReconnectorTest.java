package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.openclaw.bridge.gateway.frame.ErrorShape;
import io.openclaw.bridge.gateway.frame.Frame;
import io.openclaw.bridge.gateway.frame.FrameCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReconnectorTest {
    private static final CloseReason LOST = new CloseReason.Closed(1006, "", false, null);

    private final Reconnector exact = with(TestClient.NO_JITTER);

    private static Reconnector with(RandomGenerator random) {
        return new Reconnector(Reconnector.INITIAL, Reconnector.MAXIMUM, random, ConnectHint.TOKEN_SETTING);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,2", "2,4", "3,8", "4,16", "5,30", "6,30", "60,30", "2000,30", "2147483647,30"})
    void delaysDoubleFromOneSecondToThirty(int failures, long seconds) {
        assertThat(exact.next(LOST, failures).delay()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void jitterStaysWithinAFifthAndReachesBothEnds() {
        assertThat(with(() -> 0L).next(LOST, 3).delay()).isEqualTo(Duration.ofMillis(6_400));
        assertThat(with(() -> -1L).next(LOST, 3).delay()).isEqualTo(Duration.ofMillis(9_600));
        Reconnector any = with(new SplittableRandom(20261120));
        for (int i = 0; i < 1_000; i++) {
            long base = Math.min(1L << (i % 8), 30);
            assertThat(any.next(LOST, i % 8).delay())
                    .isBetween(Duration.ofMillis(800 * base), Duration.ofMillis(1_200 * base));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1005, 1006, 1009, 1011, 1012, 1013, 3000, 4000, 4999})
    void aClosedConnectionIsRetriedSoonAndNeedsNoHuman(int code) {
        Reconnector.Retry retry = exact.next(new CloseReason.Closed(code, "x", false, null), 0);

        assertThat(retry).isEqualTo(new Reconnector.Retry(Duration.ofSeconds(1), null, false));
    }

    @Test
    void aBreachOfPolicyIsRetriedSlowlyAndSaidToAHuman() {
        Reconnector.Retry retry = exact.next(new CloseReason.Closed(1008, "slow consumer", false, null), 0);

        assertThat(retry.delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(retry.hint()).contains("slow consumer");
    }

    @Test
    void aRemovedDeviceDropsItsToken() {
        Reconnector.Retry retry = exact.next(new CloseReason.Closed(4001, "device removed", false, null), 0);

        assertThat(retry).isEqualTo(new Reconnector.Retry(Duration.ofSeconds(1), null, true));
    }

    @ParameterizedTest
    @CsvSource({"1012,5,5", "1013,5,5", "1012,0,1", "1012,29,29", "1012,3600,30"})
    void anAnnouncedRestartIsWaitedOutButNeverLongerThanTheLargestDelay(int code, long announced, long waited) {
        CloseReason reason = new CloseReason.Closed(code, "service restart", true, Duration.ofSeconds(announced));

        assertThat(exact.next(reason, 0).delay()).isEqualTo(Duration.ofSeconds(waited));
    }

    @ParameterizedTest
    @CsvSource({"0,250", "1,250", "500,500", "3600000,3600000", "9007199254740993,3600000"})
    void theGatewaysOwnHintIsObeyedBetweenAQuarterOfASecondAndAnHour(long hint, long millis) {
        CloseReason reason = new CloseReason.ConnectRefused(
                error("{\"code\":\"UNAVAILABLE\",\"message\":\"\",\"retryable\":true,\"retryAfterMs\":" + hint
                        + ",\"details\":{\"reason\":\"startup-sidecars\"}}"),
                false);

        assertThat(exact.next(reason, 9).delay()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "\"soon\"", "null", "1e300", "99999999999999999999999999", "{}"})
    void aHintThatIsNoneLeavesItToOurBackOff(String hint) {
        CloseReason reason = new CloseReason.ConnectRefused(
                error("{\"code\":\"UNAVAILABLE\",\"message\":\"\",\"retryable\":true,\"retryAfterMs\":" + hint + "}"),
                false);

        assertThat(exact.next(reason, 1).delay()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({",300", "1000,300", "300000,300", "600000,600"})
    void aRateLimitIsWaitedOutForAtLeastFiveMinutes(@Nullable String hint, long seconds) {
        CloseReason reason = new CloseReason.ConnectRefused(
                error("{\"code\":\"INVALID_REQUEST\",\"message\":\"\",\"details\":{\"code\":\"AUTH_RATE_LIMITED\"}"
                        + (hint == null ? "" : ",\"retryable\":true,\"retryAfterMs\":" + hint) + "}"),
                true);
        Reconnector.Retry retry = exact.next(reason, 0);

        assertThat(retry.delay()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(retry.humanNeeded()).isTrue();
        assertThat(retry.dropDeviceToken()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUTH_DEVICE_TOKEN_MISMATCH",
                "AUTH_TOKEN_MISMATCH",
                "AUTH_SCOPE_MISMATCH",
                "AUTH_TOKEN_MISSING",
                "PAIRING_REQUIRED"
            })
    void aDeviceTokenThatIsRefusedIsDroppedAndTheSharedOneTriedAtOnce(String code) {
        ErrorShape error =
                error("{\"code\":\"INVALID_REQUEST\",\"message\":\"\",\"details\":{\"code\":\"" + code + "\"}}");

        assertThat(exact.next(new CloseReason.ConnectRefused(error, true), 0))
                .isEqualTo(new Reconnector.Retry(Duration.ofMillis(250), null, true));
        Reconnector.Retry withShared = exact.next(new CloseReason.ConnectRefused(error, false), 0);
        assertThat(withShared.delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(withShared.humanNeeded()).isTrue();
        assertThat(withShared.dropDeviceToken()).isFalse();
    }

    @Test
    void missingScopesAreTriedOnceWithTheSharedTokenAndThenNeedAHuman() {
        assertThat(exact.next(new CloseReason.ScopesMissing(Set.of("operator.write"), true), 0))
                .isEqualTo(new Reconnector.Retry(Duration.ofMillis(250), null, true));
        Reconnector.Retry retry = exact.next(new CloseReason.ScopesMissing(Set.of("operator.write"), false), 0);
        assertThat(retry.delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(retry.hint()).contains("operator.write").contains("openclaw devices approve");
    }

    @Test
    void whoNeedsPairingIsToldTheExactCommand() {
        assertThat(hint("{\"code\":\"NOT_PAIRED\",\"message\":\"\",\"details\":{\"code\":\"PAIRING_REQUIRED\","
                        + "\"requestId\":\"1d34-ab\"}}"))
                .contains("`openclaw devices approve 1d34-ab`");
        assertThat(hint("{\"code\":\"NOT_PAIRED\",\"message\":\"pairing required\",\"details\":{\"requestId\":\"7\"}}"))
                .as("a gateway that sends no details.code")
                .contains("`openclaw devices approve 7`");
        assertThat(hint("{\"code\":\"NOT_PAIRED\",\"message\":\"pairing required\"}"))
                .contains("openclaw devices list");
    }

    @Test
    void aRequestIdCannotPutAnythingIntoTheCommandThatPeoplePaste() {
        assertThat(hint("{\"code\":\"NOT_PAIRED\",\"message\":\"\",\"details\":{\"code\":\"PAIRING_REQUIRED\","
                        + "\"requestId\":\"a; rm -rf / `x` $(y)\\n&& z\"}}"))
                .contains("`openclaw devices approve arm-rfxyz`");
    }

    private static String hint(String error) {
        ConnectHint hint = ConnectHint.of(new CloseReason.ConnectRefused(error(error), false));
        assertThat(hint.humanNeeded()).isTrue();
        return hint.text();
    }

    private static ErrorShape error(String json) {
        Frame frame = FrameCodec.decode(("{\"type\":\"res\",\"id\":\"1\",\"ok\":false,\"error\":" + json + "}")
                        .getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        ErrorShape error = ((Frame.Response) frame).error();
        return error == null ? new ErrorShape("", "", missing(), false, null) : error;
    }

    private static JsonNode missing() {
        return MissingNode.getInstance();
    }
}
