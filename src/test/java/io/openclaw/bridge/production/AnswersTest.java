package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.AuthenticationException;
import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.CircuitOpenException;
import io.openclaw.bridge.ConnectTimeoutException;
import io.openclaw.bridge.MessageRejectedException;
import io.openclaw.bridge.NetworkException;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.Refused.Reason;
import io.openclaw.bridge.Outcome.Verdict;
import io.openclaw.bridge.OutcomeUnknownException;
import io.openclaw.bridge.RateLimitException;
import io.openclaw.bridge.SendException;
import io.openclaw.bridge.SessionNotFoundException;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.CallResult.Why;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table "What an answer means" (design, section 4), row by row, from frames as the gateway sends
/// them
/// (contract 3.1, 3.2, 5, 9, 11a) to what the caller may conclude.
class AnswersTest {
    private static final Quotation HELLO = Quotation.of("hello");

    private static Outcome of(CallResult result) {
        return Answers.ofSend(result, HELLO);
    }

    private static Outcome ofError(String error) {
        return of(Frames.error(error));
    }

    /// What the outcome says to the breaker, and to the caller.
    private static void means(Outcome outcome, Verdict verdict, Class<? extends BridgeException> exception) {
        assertThat(outcome.verdict()).isEqualTo(verdict);
        assertThat(BridgeException.of(outcome))
                .isExactlyInstanceOf(exception)
                .hasMessage(outcome.detail())
                .satisfies(thrown -> assertThat(thrown.getMessage()).isNotBlank());
        assertThat(BridgeException.of(outcome).outcome()).contains(outcome);
    }

    private static void isRefused(Outcome outcome, Reason reason, Class<? extends BridgeException> exception) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
        means(outcome, Verdict.NEUTRAL, exception);
        assertThat(BridgeException.of(outcome).retryAfter())
                .as("repeating is pointless")
                .isEmpty();
    }

    private static void isUnknown(Outcome outcome, Outcome.Unknown.Reason reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(reason));
        means(outcome, Verdict.NEUTRAL, OutcomeUnknownException.class);
    }

    private static String queued(String message) {
        return """
                {"code":"UNAVAILABLE","message":"OutboundDeliveryError: %s",
                 "details":{"code":"OUTBOUND_DELIVERY_QUEUED"}}""".formatted(message);
    }

    @Nested
    class Delivered {
        @Test
        void anOkAnswerIsProofWithThePlatformsId() {
            Outcome outcome = of(Frames.ok("{\"runId\":\"d1\",\"messageId\":\"501\",\"channel\":\"telegram\"}"));

            assertThat(outcome).isEqualTo(new Outcome.Delivered("501", "d1", null));
            assertThat(outcome.verdict()).isEqualTo(Verdict.SUCCESS);
        }

        @Test
        void anIdMayBeANumber() {
            assertThat(of(Frames.ok("{\"runId\":\"d1\",\"messageId\":501}")))
                    .isEqualTo(new Outcome.Delivered("501", "d1", null));
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "null", "[]", "\"sent\"", "7"})
        void anOkAnswerWithAnyPayloadIsProof(String payload) {
            assertThat(of(Frames.ok(payload))).isEqualTo(new Outcome.Delivered(null, null, null));
        }
    }

    @Nested
    class RefusedByTheGateway {
        @ParameterizedTest
        @ValueSource(strings = {"whatsapp", "slack", "nosuch", "tg"})
        void aChannelThatTheGatewayDoesNotHave(String channel) {
            isRefused(
                    ofError("{\"code\":\"INVALID_REQUEST\",\"message\":\"unsupported channel: " + channel + "\"}"),
                    Reason.UNSUPPORTED_CHANNEL,
                    SessionNotFoundException.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "unsupported internal channel: webchat is internal-only",
                    "MessageActionDeniedError: Unknown account \\\"other\\\" for channel telegram.",
                    "invalid send params: at /message: must not have fewer than 1 characters",
                    "Channel is required when multiple channels are configured: telegram, mattermost",
                    "Multiple agents are configured, but session key \\\"main\\\" has no explicit owner.",
                    "The agent-scoped session key belongs to \\\"ops\\\", not \\\"main\\\".",
                    "malformed session key \\\"agent:main\\\""
                })
        void aRequestThatItDoesNotTakeWithItsOwnWords(String message) {
            Outcome outcome = ofError("{\"code\":\"INVALID_REQUEST\",\"message\":\"" + message + "\"}");

            isRefused(outcome, Reason.INVALID_REQUEST, MessageRejectedException.class);
            assertThat(outcome.detail()).contains(message.replace("\\\"", "\""));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "unknown agent id \\\"ghost\\\"",
                    "invalid agent params: unknown agent id \\\"ghost\\\"",
                    "Unknown agent id \\\"whatsapp\\\"",
                    "Agent \\\"ghost\\\" no longer exists in configuration",
                    "session not found: agent:main:x",
                    "No session found: agent:main:x"
                })
        void anAgentOrSessionThatItDoesNotHave(String message) {
            isRefused(
                    ofError("{\"code\":\"INVALID_REQUEST\",\"message\":\"" + message + "\"}"),
                    Reason.UNKNOWN_AGENT,
                    SessionNotFoundException.class);
        }

        @Test
        void anAgentThatNoBindingOwns() {
            isRefused(ofError("""
                            {"code":"UNAVAILABLE","message":"AgentSelectionRequiredError: Multiple agents are configured, but \
                            route binding has no explicit owner. Update the binding agentId \\"ghost\\" to a configured agent."}"""), Reason.UNKNOWN_AGENT, SessionNotFoundException.class);
        }

        @Test
        void aMissingScopeIsNamed() {
            Outcome outcome = ofError("""
                    {"code":"FORBIDDEN","message":"missing scope: operator.write","details":{"code":"MISSING_SCOPE",
                     "missingScope":"operator.write","requiredScopes":["operator.write"]}}""");

            isRefused(outcome, Reason.FORBIDDEN, MessageRejectedException.class);
            assertThat(outcome.detail()).contains("operator.write");
        }

        @Test
        void aMissingScopeOfProtocol3HasAnotherCodeAndNoDetails() {
            Outcome outcome = ofError("{\"code\":\"INVALID_REQUEST\",\"message\":\"missing scope: operator.write\"}");

            isRefused(outcome, Reason.FORBIDDEN, MessageRejectedException.class);
            assertThat(outcome.detail()).contains("operator.write");
        }

        @Test
        void anUnpairedDevice() {
            isRefused(
                    ofError(
                            "{\"code\":\"NOT_PAIRED\",\"message\":\"pairing required\",\"details\":{\"code\":\"PAIRING_REQUIRED\"}}"),
                    Reason.FORBIDDEN,
                    MessageRejectedException.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Error: No delivery result",
                    "LocalMediaAccessError: Host-local media sends only allow buffer-verified images.",
                    "Pending input ownership ended; submit a new turn to continue"
                })
        void whatItCallsUnavailableWithoutAnyDetailIsPermanent(String message) {
            isRefused(
                    ofError("{\"code\":\"UNAVAILABLE\",\"message\":\"" + message + "\"}"),
                    Reason.INVALID_REQUEST,
                    MessageRejectedException.class);
        }
    }

    @Nested
    class ThePlatform {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Call to 'sendMessage' failed! (400: Bad Request: chat not found)",
                    "Call to 'sendMessage' failed! (400: Bad Request: message text is empty)",
                    "Call to 'sendMessage' failed! (403: Forbidden: bot was blocked by the user)",
                    "Telegram send failed: chat not found (chat_id=404404). Likely: bot not started in DM, wrong bot token.",
                    "Telegram recipient @nobody could not be resolved to a numeric chat ID (resolved chat id is not numeric (@nobody))",
                    "Mattermost API HTTP 404: not found",
                    "An API error occurred: channel_not_found"
                })
        void saidNo(String message) {
            isRefused(ofError(queued(message)), Reason.PLATFORM_REFUSED, MessageRejectedException.class);
        }

        @Test
        void limitsTheSender() {
            Outcome outcome = ofError(queued("Call to 'sendMessage' failed! (429: Too Many Requests: retry after 3)"));

            assertThat(outcome).isInstanceOf(Outcome.LateRetry.class);
            means(outcome, Verdict.NEUTRAL, RateLimitException.class);
            assertThat(BridgeException.of(outcome).retryAfter())
                    .as("the gateway keeps the error under the key for 5 minutes")
                    .contains(Duration.ofSeconds(330));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Network request for 'sendMessage' failed!",
                    "connect ECONNREFUSED 127.0.0.1:443",
                    "read ECONNRESET",
                    "getaddrinfo ENOTFOUND api.telegram.org",
                    "fetch failed"
                })
        void cannotBeReachedAndTheGatewayHoldsTheMessage(String message) {
            isUnknown(ofError(queued(message)), Outcome.Unknown.Reason.GATEWAY_HOLDS);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Call to 'sendMessage' failed! (500: Internal Server Error)",
                    "Call to 'sendMessage' failed! (502: Bad Gateway)",
                    "SsrFBlockedError: blocked",
                    "something that nobody has seen yet",
                    ""
                })
        void failedInAWayThatSaysNothing(String message) {
            isUnknown(ofError(queued(message)), Outcome.Unknown.Reason.PLATFORM_UNCLEAR);
        }

        @Test
        void numbersThatAreNoStatusDoNotCount() {
            isUnknown(
                    ofError(queued("no route for chat (4291) after 500 ms")), Outcome.Unknown.Reason.PLATFORM_UNCLEAR);
        }

        @Test
        void tookAPart() {
            Outcome outcome = ofError("""
                    {"code":"UNAVAILABLE","retryable":false,
                     "message":"Error: Call to 'sendMessage' failed! (500: Internal Server Error)",
                     "details":{"partialDelivery":{"messageIds":["501","502"],"visibleReplySent":true}}}""");

            isRefused(outcome, Reason.PARTIAL_DELIVERY, MessageRejectedException.class);
            assertThat(((Outcome.Refused) outcome).messageIds()).containsExactly("501", "502");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Call to 'sendMessage' failed! (403: Forbidden: bot was blocked by the user) | Refused",
                    "Call to 'sendMessage' failed! (429: Too Many Requests: retry after 3) | LateRetry",
                    "Call to 'sendMessage' failed! (500: Internal Server Error) | Unknown",
                    "Network request for 'sendMessage' failed! | Unknown"
                })
        void speaksForItselfAtAGatewayThatWrapsNothing(String message, String expected) {
            Outcome outcome = ofError("{\"code\":\"UNAVAILABLE\",\"message\":\"" + message + "\"}");

            assertThat(outcome.getClass().getSimpleName()).isEqualTo(expected);
            assertThat(outcome)
                    .as("nobody has said that the gateway holds it")
                    .isNotEqualTo(new Outcome.Unknown(Outcome.Unknown.Reason.GATEWAY_HOLDS, outcome.detail()));
        }
    }

    @Nested
    class Passing {
        @Test
        void busyIsSideEffectFreeAndWaitsASecondAtLeast() {
            Outcome outcome = ofError(
                    "{\"code\":\"UNAVAILABLE\",\"message\":\"The server is busy. Please try again in a moment.\",\"retryable\":true}");

            assertThat(outcome).isEqualTo(new Outcome.Busy(Duration.ofSeconds(1), outcome.detail()));
            means(outcome, Verdict.NEUTRAL, RateLimitException.class);
            assertThat(BridgeException.of(outcome).retryAfter()).contains(Duration.ofSeconds(1));
        }

        @ParameterizedTest
        @CsvSource({"200, 1000", "5000, 5000"})
        void busyWithAHintWaitsTheLongerOfTheTwo(int hint, int expected) {
            Outcome outcome = ofError(
                    "{\"code\":\"UNAVAILABLE\",\"message\":\"The server is busy.\",\"retryable\":true,\"retryAfterMs\":"
                            + hint + "}");

            assertThat(((Outcome.Busy) outcome).retryAfter()).isEqualTo(Duration.ofMillis(expected));
        }

        @ParameterizedTest
        @CsvSource({"gateway-restarting, 1000", "startup-sidecars, 500"})
        void aGatewayThatStartsOrStopsTookNothing(String reason, int retryAfterMs) {
            Outcome outcome = ofError("""
                    {"code":"UNAVAILABLE","message":"send unavailable during gateway restart","retryable":true,
                     "retryAfterMs":%d,"details":{"method":"send","reason":"%s"}}""".formatted(retryAfterMs, reason));

            assertThat(outcome).isEqualTo(new Outcome.Paused(Duration.ofMillis(retryAfterMs), outcome.detail()));
            means(outcome, Verdict.NEUTRAL, NetworkException.class);
        }

        @Test
        void anyOtherRetryableFailureCountsAgainstTheGateway() {
            Outcome outcome = ofError(
                    "{\"code\":\"UNAVAILABLE\",\"message\":\"send is unavailable for the moment\",\"retryable\":true,\"retryAfterMs\":2500}");

            assertThat(outcome).isEqualTo(new Outcome.Retry(Duration.ofMillis(2500), "UNAVAILABLE", outcome.detail()));
            means(outcome, Verdict.FAILURE, SendException.class);
        }

        @Test
        void aRetryableFailureMayComeWithoutAHint() {
            Outcome outcome = ofError("{\"code\":\"UNAVAILABLE\",\"message\":\"later\",\"retryable\":true}");

            assertThat(BridgeException.of(outcome).retryAfter()).isEmpty();
        }

        @Test
        void ofACodeThatNobodyHasSeenNobodyKnows() {
            isUnknown(ofError("{\"code\":\"INTERNAL\",\"message\":\"oops\"}"), Outcome.Unknown.Reason.PLATFORM_UNCLEAR);
            isUnknown(ofError("{}"), Outcome.Unknown.Reason.PLATFORM_UNCLEAR);
        }
    }

    @Nested
    class NoAnswer {
        @Test
        void byTheDeadlineIsUnknownAndSaysNothingAboutTheGatewayYet() {
            isUnknown(of(Frames.noAnswer()), Outcome.Unknown.Reason.NO_ANSWER);
        }

        @Test
        void andNoAnswerToTheProbeEitherIsAFailureOfTheGateway() {
            means(
                    new Outcome.Unknown(Outcome.Unknown.Reason.NO_ANSWER, "silence", true),
                    Verdict.FAILURE,
                    OutcomeUnknownException.class);
        }

        @Test
        void becauseTheSocketWasLostIsUnknown() {
            isUnknown(of(Frames.lost()), Outcome.Unknown.Reason.LOST);
        }

        @ParameterizedTest
        @CsvSource({"NOT_CONNECTED", "HUMAN_NEEDED", "DEADLINE", "OVERLOADED"})
        void becauseItDidNotLeaveBurnsNothing(Why why) {
            Outcome outcome = of(Frames.notWritten(why));

            assertThat(outcome)
                    .isEqualTo(new Outcome.NotSent(
                            Outcome.NotSent.Reason.valueOf(why.name()), Duration.ofSeconds(7), "it did not leave"));
            means(
                    outcome,
                    Verdict.NEUTRAL,
                    switch (why) {
                        case NOT_CONNECTED -> NetworkException.class;
                        case HUMAN_NEEDED -> AuthenticationException.class;
                        case DEADLINE, OVERLOADED -> ConnectTimeoutException.class;
                        case PAUSED, TOO_LARGE -> throw new AssertionError();
                    });
            assertThat(BridgeException.of(outcome).retryAfter()).contains(Duration.ofSeconds(7));
        }

        @Test
        void becauseTheGatewayAskedForAPause() {
            means(of(Frames.notWritten(Why.PAUSED)), Verdict.NEUTRAL, NetworkException.class);
            assertThat(of(Frames.notWritten(Why.PAUSED))).isInstanceOf(Outcome.Paused.class);
        }

        @Test
        void becauseItIsTooLargeIsARefusal() {
            isRefused(of(Frames.notWritten(Why.TOO_LARGE)), Reason.INVALID_REQUEST, MessageRejectedException.class);
        }

        @Test
        void becauseTheBreakerIsOpen() {
            means(
                    new Outcome.NotSent(Outcome.NotSent.Reason.BREAKER_OPEN, Duration.ofSeconds(60), "open"),
                    Verdict.NEUTRAL,
                    CircuitOpenException.class);
        }
    }

    @Nested
    class Runs {
        private static Outcome ofRun(boolean posted, Optional<String> reply, String run) {
            return Answers.ofRun(Frames.json(run), "a6", posted, reply);
        }

        @Test
        void anEndWithAPostedReplyIsDelivered() {
            assertThat(ofRun(true, Optional.of("forty-two"), """
                            {"runId":"a6","status":"ok","stopReason":"stop",
                             "terminalReply":{"disposition":"visible","text":"forty-two"},
                             "terminalDelivery":{"status":"sent","resultCount":1}}"""))
                    .isEqualTo(new Outcome.Delivered(null, "a6", "forty-two"));
        }

        @Test
        void anEndWithoutVisibleReplyIsDeliveredToo() {
            assertThat(ofRun(
                            true,
                            Optional.empty(),
                            "{\"runId\":\"a6\",\"status\":\"ok\",\"terminalReply\":{\"disposition\":\"silent\"}}"))
                    .isEqualTo(new Outcome.Delivered(null, "a6", null));
        }

        @Test
        void anEndOfProtocol3SaysLess() {
            assertThat(ofRun(
                            true,
                            Optional.of("forty-two"),
                            "{\"runId\":\"a6\",\"status\":\"ok\",\"startedAt\":1,\"endedAt\":2}"))
                    .isEqualTo(new Outcome.Delivered(null, "a6", "forty-two"));
        }

        @Test
        void aReplyThatCouldNotBePostedIsARefusalThatKeepsIt() {
            Outcome outcome = ofRun(true, Optional.of("forty-two"), """
                    {"runId":"a6","status":"error","error":"Network request for 'sendMessage' failed!",
                     "terminalDelivery":{"status":"failed","resultCount":0}}""");

            isRefused(outcome, Reason.REPLY_NOT_DELIVERED, MessageRejectedException.class);
            assertThat(((Outcome.Refused) outcome).reply()).isEqualTo("forty-two");
        }

        @Test
        void theSecondAnswerNamesThePostingDifferently() {
            isRefused(
                    ofRun(true, Optional.of("forty-two"), """
                            {"runId":"a6","status":"ok","result":{"payloads":[{"text":"forty-two"}],
                             "deliveryStatus":{"requested":true,"attempted":true,"status":"failed"}}}"""),
                    Reason.REPLY_NOT_DELIVERED,
                    MessageRejectedException.class);
        }

        @Test
        void whereNothingWasToBePostedNothingCanFailToBe() {
            assertThat(ofRun(
                            false,
                            Optional.of("forty-two"),
                            "{\"runId\":\"a6\",\"status\":\"ok\",\"terminalDelivery\":{\"status\":\"failed\"}}"))
                    .isEqualTo(new Outcome.Delivered(null, "a6", "forty-two"));
        }

        @Test
        void anOlderGatewaysPlatformWordsMeanTheReplyOnlyWhereThereIsOne() {
            String run = "{\"runId\":\"a6\",\"status\":\"error\",\"error\":\"Call failed! (403: Forbidden)\"}";

            isRefused(
                    ofRun(true, Optional.of("forty-two"), run),
                    Reason.REPLY_NOT_DELIVERED,
                    MessageRejectedException.class);
            isRefused(ofRun(true, Optional.empty(), run), Reason.RUN_FAILED, MessageRejectedException.class);
        }

        @Test
        void theModelsFailureIsTheRuns() {
            isRefused(
                    ofRun(
                            true,
                            Optional.empty(),
                            "{\"runId\":\"a6\",\"status\":\"error\",\"error\":\"request failed (provider internal error, HTTP 500)\"}"),
                    Reason.RUN_FAILED,
                    MessageRejectedException.class);
        }

        @Test
        void whatTheGatewayPostedInsteadOfAReplyIsNoDelivery() {
            isRefused(
                    ofRun(
                            true,
                            Optional.empty(),
                            "{\"runId\":\"a6\",\"status\":\"error\",\"terminalReply\":{\"disposition\":\"silent\"},\"terminalDelivery\":{\"status\":\"sent\"}}"),
                    Reason.RUN_FAILED,
                    MessageRejectedException.class);
        }

        @Test
        void aRunThatADrainingGatewayNeverBeganTookNothing() {
            Outcome outcome = ofRun(
                    true,
                    Optional.empty(),
                    "{\"runId\":\"a6\",\"status\":\"error\",\"summary\":\"Gateway is draining; new tasks are not accepted\"}");

            assertThat(outcome).isInstanceOf(Outcome.Paused.class);
            means(outcome, Verdict.NEUTRAL, NetworkException.class);
        }

        @Test
        void anAbortedRunSaysSo() {
            Outcome outcome =
                    ofRun(false, Optional.empty(), "{\"runId\":\"a6\",\"status\":\"error\",\"stopReason\":\"rpc\"}");

            isRefused(outcome, Reason.RUN_FAILED, MessageRejectedException.class);
            assertThat(outcome.detail()).contains("aborted");
        }

        @Test
        void aChannelThatTheGatewayDoesNotHaveIsFoundOutInTheRun() {
            isRefused(
                    ofRun(
                            true,
                            Optional.empty(),
                            "{\"runId\":\"a9\",\"status\":\"error\",\"summary\":\"Unsupported channel: whatsapp\"}"),
                    Reason.UNSUPPORTED_CHANNEL,
                    SessionNotFoundException.class);
        }
    }

    @Nested
    class Discretion {
        @Test
        void aSentenceThatRepeatsTheMessageIsNotQuoted() {
            String text = "the launch code is 000-000-000, tell nobody";
            List<CallResult> answers = List.of(
                    Frames.error("{\"code\":\"INVALID_REQUEST\",\"message\":\"invalid: " + text + "\"}"),
                    Frames.error("{\"code\":\"INVALID_REQUEST\",\"message\":\"invalid: …code is 000-000-0…\"}"),
                    Frames.error("{\"code\":\"UNAVAILABLE\",\"message\":\"" + text + "\"}"),
                    Frames.error("{\"code\":\"INTERNAL\",\"message\":\"" + text + "\"}"),
                    Frames.error("{\"code\":\"FORBIDDEN\",\"message\":\"" + text + "\"}"),
                    Frames.error("{\"code\":\"INVALID_REQUEST\",\"message\":\"missing scope: " + text + "\"}"),
                    Frames.error("{\"code\":\"UNAVAILABLE\",\"retryable\":true,\"message\":\"" + text + "\"}"),
                    Frames.error(queued("(400: Bad Request: " + text + ")")),
                    new CallResult.Lost(
                            new io.openclaw.bridge.gateway.CloseReason.Closed(1008, text, false, null), Frames.BOOT));

            for (CallResult answer : answers) {
                Outcome outcome = Answers.ofSend(answer, Quotation.of(text));
                assertThat(outcome.detail() + outcome + BridgeException.of(outcome))
                        .doesNotContain("000-000")
                        .doesNotContain("launch code");
            }
        }

        @Test
        void whatWentOverTheWireIsNotQuotedEither() {
            Quotation quotation = new Quotation("a*b*c*d*e*f*g", "a\\*b\\*c\\*d\\*e\\*f\\*g");

            assertThat(quotation.of("bad: a\\*b\\*c\\*d\\*e\\*f\\*g", "withheld"))
                    .isEqualTo("withheld");
            assertThat(quotation.of("bad: a*b*c*d*e*f*g", "withheld")).isEqualTo("withheld");
        }

        @Test
        void aShortMessageIsRecognisedAsAWhole() {
            assertThat(Quotation.of("1234").of("bad pin 1234", "withheld")).isEqualTo("withheld");
            assertThat(Quotation.of("1234").of("bad pin 123", "withheld")).isEqualTo("bad pin 123");
        }

        @Test
        void theEndOfAHugeMessageIsRecognisedInNoTime() {
            String huge = "x".repeat(20_000_000) + " and the code is 000-000";

            assertThat(Quotation.of(huge).of("bad: … the code is 000-000", "withheld"))
                    .isEqualTo("withheld");
        }

        @Test
        void aLongSentenceIsCutAndNeverInsideACharacter() {
            String quoted = Quotation.of("").of("😀".repeat(300), "withheld");

            assertThat(quoted).isEqualTo("😀".repeat(200) + "…");
        }
    }
}
