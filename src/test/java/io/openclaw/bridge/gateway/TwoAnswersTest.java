package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `agent` is answered twice under one id (contract 3.2).
final class TwoAnswersTest {
    @RegisterExtension
    @Order(1)
    static final FakeGatewayExtension GATEWAYS =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    @RegisterExtension
    @Order(2)
    static final Clients CLIENTS = new Clients();

    private static CallResult.Accepted accepted(CallResult result) {
        assertThat(result).isInstanceOf(CallResult.Accepted.class);
        return (CallResult.Accepted) result;
    }

    private static String status(CallResult result) {
        assertThat(result).isInstanceOf(CallResult.Answered.class);
        return ((CallResult.Answered) result)
                .response()
                .payload()
                .path("status")
                .asText();
    }

    @Test
    void acceptedFreesThePlaceAndTheLastAnswerStillComes(FakeGateway gateway, Clients.Maker clients) {
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(1, 0)).start();
        client.ready();

        CallResult.Accepted run = accepted(client.ask(TestClient.agent("SLEEP=5000 hello")));
        CompletableFuture<CallResult> last = run.last().subscribeAsCompletionStage();
        assertThat(run.response().payload().path("status").asText()).isEqualTo("accepted");
        assertThat(client.client.snapshot().outstanding()).isZero();
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
        assertThat(last).isNotDone();
        gateway.advance(Duration.ofSeconds(5));

        assertThat(status(TestClient.get(last))).isEqualTo("ok");
    }

    @Test
    void theLastAnswerIsKeptForWhoeverAsksLater(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        CallResult.Accepted run = accepted(client.ask(TestClient.agent("hello")));
        client.ask(TestClient.health());

        for (int i = 0; i < 3; i++) {
            assertThat(status(run.last().await().atMost(TestClient.PATIENCE))).isEqualTo("ok");
        }
    }

    @Test
    void whoStopsListeningToTheLastAnswerTakesItFromNobodyElse(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        CallResult.Accepted run = accepted(client.ask(TestClient.agent("SLEEP=1000 hello")));
        run.last().subscribe().with(ignored -> {}).cancel();
        CompletableFuture<CallResult> last = run.last().subscribeAsCompletionStage();

        gateway.advance(Duration.ofSeconds(1));

        assertThat(status(TestClient.get(last))).isEqualTo("ok");
    }

    @Test
    void theLastAnswerIsLostWithTheSocket(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        String boot = client.ready().bootId();
        CallResult.Accepted run = accepted(client.ask(TestClient.agent("SLEEP=5000 hello")));

        gateway.dropSockets();

        ClientState.Waiting waiting = client.waiting();
        assertThat(run.last().await().atMost(TestClient.PATIENCE))
                .isEqualTo(new CallResult.Lost(waiting.reason(), boot));
    }

    @Test
    void theLastAnswerIsNotWaitedForForEver(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.AcceptThenSilence());
        TestClient client = clients.to(gateway).start();
        String boot = client.ready().bootId();
        CallResult.Accepted run = accepted(client.ask(TestClient.agent("hello")));
        CompletableFuture<CallResult> last = run.last().subscribeAsCompletionStage();

        Duration left = PendingCalls.LAST_ANSWER;
        while (left.compareTo(Duration.ofSeconds(20)) > 0) {
            tick(gateway, client);
            left = left.minusSeconds(20);
        }
        client.time.advance(left.minusMillis(1));
        assertThat(last).isNotDone();
        client.time.advance(Duration.ofMillis(1));

        assertThat(TestClient.get(last)).isEqualTo(new CallResult.NoAnswer(PendingCalls.LAST_ANSWER, boot));
    }

    /// Lets 20 s pass on both sides, with a sign of life.
    private static void tick(FakeGateway gateway, TestClient client) {
        int seen = client.events("alive").size();
        client.time.advance(Duration.ofSeconds(20));
        gateway.emit("alive", "{}");
        client.awaitEvents("alive", seen + 1);
    }

    @Test
    void acceptedTwiceIsStillOnlyAccepted(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.AnswerTwice("agent"));
        TestClient client = clients.to(gateway).start();
        client.ready();

        CallResult.Accepted run = accepted(client.ask(TestClient.agent("SLEEP=1000 hello")));
        client.ask(TestClient.health());
        assertThat(client.client.snapshot().unsolicited()).isEqualTo(1);
        gateway.advance(Duration.ofSeconds(1));

        assertThat(status(run.last().await().atMost(TestClient.PATIENCE))).isEqualTo("ok");
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> client.client.snapshot().unsolicited() == 2);
    }

    @Test
    void anAnswerAfterTheLastIsCounted(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.AnswerAfterFinal());
        TestClient client = clients.to(gateway).start();
        client.ready();

        CallResult.Accepted run = accepted(client.ask(TestClient.agent("hello")));

        assertThat(status(run.last().await().atMost(TestClient.PATIENCE))).isEqualTo("ok");
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> client.client.snapshot().unsolicited() == 1);
    }

    @Test
    void aKnownKeyIsAnsweredOnceAndNotWaitedFor(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        accepted(client.ask(TestClient.agent("hello"))).last().await().atMost(TestClient.PATIENCE);

        assertThat(status(client.ask(TestClient.agent("hello")))).isEqualTo("ok");
    }

    @Test
    void acceptedMeansNothingToACallThatIsAnsweredOnce(Clients.Maker clients) {
        TestClient client = clients.greeted(
                        HandMadeGateway.hello(),
                        (peer, request) -> peer.answer(request.path("id").asText(), "{'status':'accepted'}"))
                .start();
        client.ready();

        assertThat(status(client.ask(TestClient.health()))).isEqualTo("accepted");
    }

    @Test
    void aRefusedRunIsAnsweredOnce(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        CallResult result = client.ask(Call.of("agent", TestClient.params()).answeredTwice());

        assertThat(result).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void manyRunsAtOnceEachGetTheirOwnEnd(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        List<CompletableFuture<CallResult>> ends = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ends.add(accepted(client.ask(TestClient.agent("SLEEP=100 run" + i)))
                    .last()
                    .subscribeAsCompletionStage());
        }

        for (int i = 0; i < 40; i++) {
            gateway.advance(Duration.ofMillis(100)); // one after another, as they share a session
            CallResult end = TestClient.get(ends.get(i));
            assertThat(status(end)).isEqualTo("ok");
            assertThat(((CallResult.Answered) end)
                            .response()
                            .payload()
                            .path("runId")
                            .asText())
                    .isEqualTo("SLEEP=100 run" + i);
        }
    }
}
