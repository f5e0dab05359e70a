package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Fault.Effect;
import io.openclaw.bridge.fakegateway.ReceivedRequest;
import io.openclaw.bridge.fakegateway.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every answer finds its call and no other, whenever and how often it comes.
final class AnswersTest {
    @RegisterExtension
    @Order(1)
    static final FakeGatewayExtension GATEWAYS =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    @RegisterExtension
    @Order(2)
    static final Clients CLIENTS = new Clients();

    private static CallResult.Answered answered(CallResult result) {
        assertThat(result).isInstanceOf(CallResult.Answered.class);
        return (CallResult.Answered) result;
    }

    private static String runId(CallResult result) {
        return answered(result).response().payload().path("runId").asText();
    }

    @Test
    void anAnswerCarriesThePayloadAndTheBoot(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        CallResult.Answered answer = answered(client.ask(TestClient.send("k")));

        assertThat(answer.bootId()).isEqualTo(gateway.bootId());
        assertThat(answer.response().ok()).isTrue();
        assertThat(answer.response().error()).isNull();
        assertThat(answer.response().payload().path("channel").asText()).isEqualTo("telegram");
        assertThat(gateway.postedWithKey("k")).hasSize(1);
    }

    @Test
    void anErrorIsAnAnswerToo(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        CallResult.Answered answer = answered(client.ask(Call.of("no.such.method", TestClient.params())));

        assertThat(answer.response().ok()).isFalse();
        assertThat(String.valueOf(answer.response().error())).isEqualTo("FORBIDDEN/MISSING_SCOPE");
    }

    @ParameterizedTest
    @CsvSource({
        "send, 30",
        "agent, 30",
        "agent.wait, 30",
        "sessions.create, 30",
        "unheard.of, 30",
        "health, 10",
        "status, 10",
        "ping, 10",
        "chat.history, 10",
        "sessions.list, 10",
        "sessions.resolve, 10",
        "sessions.describe, 10"
    })
    void everyMethodHasItsDeadline(String method, int seconds, FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("*", Effect.NONE));
        TestClient client = clients.to(gateway).start();
        String boot = client.ready().bootId();
        CompletableFuture<CallResult> call = client.call(Call.of(method, TestClient.params()));
        gateway.awaitRequests(method, 1);

        client.time.advance(Duration.ofSeconds(seconds).minusNanos(1));
        assertThat(call).isNotDone();
        client.time.advance(Duration.ofNanos(1));

        assertThat(TestClient.get(call)).isEqualTo(new CallResult.NoAnswer(Duration.ofSeconds(seconds), boot));
    }

    @Test
    void aCallsOwnDeadlineOutranksItsMethods(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("health", Effect.NONE), Times.times(3));
        TestClient client = clients.to(gateway).start();
        client.ready();
        List<CompletableFuture<CallResult>> calls = new ArrayList<>();
        for (int seconds : List.of(7, 1, 4)) {
            calls.add(client.call(TestClient.health().within(Duration.ofSeconds(seconds))));
        }
        gateway.awaitRequests("health", 3);

        client.time.advance(Duration.ofSeconds(1));
        assertThat(calls).extracting(CompletableFuture::isDone).containsExactly(false, true, false);
        client.time.advance(Duration.ofSeconds(3));
        assertThat(calls).extracting(CompletableFuture::isDone).containsExactly(false, true, true);
        client.time.advance(Duration.ofSeconds(3));
        assertThat(calls).extracting(CompletableFuture::isDone).containsExactly(true, true, true);
    }

    @Test
    void aLateAnswerIsCountedAndMeetsNoOtherCall(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.LateAnswer("send", Duration.ofSeconds(40)));
        TestClient client = clients.to(gateway).start();
        client.ready();
        CompletableFuture<CallResult> late = client.call(TestClient.send("late"));
        gateway.awaitRequests("send", 1);
        client.time.advance(Duration.ofSeconds(30));
        assertThat(TestClient.get(late)).isInstanceOf(CallResult.NoAnswer.class);

        gateway.advance(Duration.ofSeconds(40));
        CallResult next = client.ask(TestClient.send("next"));

        assertThat(runId(next)).isEqualTo("next");
        assertThat(client.client.snapshot().unsolicited()).isEqualTo(1);
    }

    @Test
    void answersToNobodyAndSecondAnswersAreCountedAndIgnored(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.AnswerUnknownId("send"));
        gateway.inject(new Fault.AnswerTwice("health"));
        TestClient client = clients.to(gateway).start();
        client.ready();

        assertThat(runId(client.ask(TestClient.send("a")))).isEqualTo("a");
        assertThat(client.client.snapshot().unsolicited()).isEqualTo(1);
        answered(client.ask(TestClient.health()));
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> client.client.snapshot().unsolicited() == 2);
        gateway.dropSockets();
        client.waiting();
        assertThat(client.client.snapshot().unsolicited())
                .as("kept over reconnects")
                .isEqualTo(2);
    }

    @Test
    void answersInReverseFindTheirCalls(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.AnswerOutOfOrder("send"), Times.times(20));
        TestClient client = clients.to(gateway).start();
        client.ready();
        List<CompletableFuture<CallResult>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(client.call(TestClient.send("m" + i)));
        }

        for (int i = 0; i < 20; i++) {
            assertThat(runId(TestClient.get(calls.get(i)))).isEqualTo("m" + i);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"res\",\"id\":",
                "",
                "null",
                "[]",
                "17",
                "{\"type\":\"res\"}",
                "{\"type\":\"res\",\"id\":null,\"ok\":true}",
                "{\"type\":\"res\",\"id\":{\"type\":\"res\"},\"ok\":true}",
                "{\"type\":\"event\",\"event\":7.5e999}",
                "{\"type\":\"event\",\"event\":\"x\",\"seq\":99999999999999999999999999}",
                "{\"type\":\"event\",\"event\":\"x\",\"seq\":{\"a\":[1]}}",
                "{\"type\":\"push\",\"id\":\"1\"}",
                "{\"type\":\"res\",\"id\":\"1\",\"ok\":true}{\"type\":\"res\",\"id\":\"1\",\"ok\":true}"
            })
    void garbageBetweenChangesNothing(String garbage, FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Garbage("send", garbage));
        TestClient client = clients.to(gateway).start();
        client.ready();

        assertThat(runId(client.ask(TestClient.send("a")))).isEqualTo("a");
        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);
    }

    @Test
    void idsAreNeverUsedTwiceNotEvenAfterAReconnect(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 40; i++) {
                client.ask(TestClient.health());
            }
            gateway.dropSockets();
            client.passDelay(client.waiting());
            client.ready();
        }

        assertThat(gateway.requests("health"))
                .extracting(ReceivedRequest::id)
                .doesNotHaveDuplicates()
                .hasSize(120);
    }

    @Test
    void theTraceIsTakenAlongOnProtocol4Only(FakeGateway gateway, Clients.Maker clients) {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        TestClient client = clients.to(gateway).start();
        client.ready();
        client.ask(TestClient.health().tracedBy(trace));
        client.ask(TestClient.health());
        gateway.inject(new Fault.ProtocolOnly3());
        gateway.dropSockets();
        client.passDelay(client.waiting());
        client.ready();
        client.ask(TestClient.health().tracedBy(trace));

        assertThat(gateway.requests("health"))
                .extracting(ReceivedRequest::traceparent)
                .containsExactly(trace, null, null);
    }

    @Test
    void aCallOfEachSubscriptionIsItsOwn(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        var call = client.client.call(TestClient.health());
        assertThat(gateway.requests("health")).isEmpty();

        call.await().atMost(TestClient.PATIENCE);
        call.await().atMost(TestClient.PATIENCE);

        assertThat(gateway.requests("health")).hasSize(2);
    }

    @Test
    void numericIdsOfAnotherGatewayFindTheirCall(Clients.Maker clients) {
        TestClient client = clients.greeted(
                        HandMadeGateway.hello(),
                        (peer, request) -> peer.say(
                                "{'type':'res','id':" + request.path("id").asText() + ",'ok':true,'payload':{}}"))
                .start();
        client.ready();

        answered(client.ask(TestClient.health()));
    }

    @Test
    void aFailedRunCarriesPayloadAndError(Clients.Maker clients) {
        TestClient client = clients.greeted(
                        HandMadeGateway.hello(),
                        (peer, request) -> peer.say(
                                "{'type':'res','id':'" + request.path("id").asText()
                                        + "','ok':false,'payload':{'status':'error'},'error':{'code':'UNAVAILABLE','message':'m'}}"))
                .start();
        client.ready();

        CallResult.Answered answer = answered(client.ask(TestClient.agent("x")));

        JsonNode payload = answer.response().payload();
        assertThat(payload.path("status").asText()).isEqualTo("error");
        assertThat(answer.response().error()).isNotNull();
    }
}
