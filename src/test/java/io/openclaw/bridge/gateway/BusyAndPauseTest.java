package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Fault.Effect;
import io.openclaw.bridge.fakegateway.Times;
import io.openclaw.bridge.gateway.Call.Share;
import io.openclaw.bridge.gateway.CallResult.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class BusyAndPauseTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static void busy(FakeGateway gateway, TestClient client, int times) {
        gateway.inject(new Fault.Busy("health"), Times.times(times));
        List<CompletableFuture<CallResult>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            calls.add(client.call(TestClient.health().using(Share.WHOLE)));
        }
        calls.forEach(TestClient::get);
    }

    private static Why why(CallResult result) {
        assertThat(result).isInstanceOf(CallResult.NotWritten.class);
        return ((CallResult.NotWritten) result).why();
    }

    @Test
    void busyHalvesTheWindowAtMostOnceASecondAndNeverToNothing(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        assertThat(client.client.snapshot().window()).isEqualTo(64);

        busy(gateway, client, 20);
        assertThat(client.client.snapshot().window()).isEqualTo(32);
        client.time.advance(SECOND.minusMillis(1));
        busy(gateway, client, 1);
        assertThat(client.client.snapshot().window()).isEqualTo(32);
        for (int expected : List.of(16, 8, 4, 2, 1, 1, 1)) {
            client.time.advance(SECOND);
            busy(gateway, client, 1);
            assertThat(client.client.snapshot().window()).isEqualTo(expected);
        }
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void aWindowsWorthOfOtherAnswersGivesOnePlaceBackUpToTheLargest(FakeGateway gateway, Clients.Maker clients) {
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(4, 100)).start();
        client.ready();
        busy(gateway, client, 1);
        assertThat(client.client.snapshot().window()).isEqualTo(2);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            client.ask(TestClient.health());
            sizes.add(client.client.snapshot().window());
        }

        assertThat(sizes).containsExactly(2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4);
    }

    @Test
    void aSmallerWindowIsKeptOnTheWireAndOverReconnects(FakeGateway gateway, Clients.Maker clients) {
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(4, 100)).start();
        client.ready();
        busy(gateway, client, 1);
        gateway.dropSockets();
        client.passDelay(client.waiting());
        client.ready();
        gateway.inject(new Fault.Silence("send", Effect.NONE), Times.times(2));
        for (int i = 0; i < 4; i++) {
            var unused = client.call(TestClient.send("m" + i));
        }

        gateway.awaitRequests("send", 2);
        client.ask(TestClient.health().using(Share.BESIDE));

        assertThat(gateway.requests("send")).hasSize(2);
        assertThat(client.client.snapshot().outstanding()).isEqualTo(2);
        assertThat(client.client.snapshot().window()).isEqualTo(2);
    }

    @Test
    void onlyTheAnswerOfTheFullQueueIsBusy(Clients.Maker clients) {
        List<String> others = List.of(
                "{'code':'UNAVAILABLE','message':'The server is busy. Please try again in a moment.'}",
                "{'code':'UNAVAILABLE','message':'The server is busy.','retryable':true,'details':{'code':'X'}}",
                "{'code':'UNAVAILABLE','message':'something else','retryable':true}",
                "{'code':'INVALID_REQUEST','message':'The server is busy.','retryable':true}");
        List<String> errors = new ArrayList<>(others);
        errors.add("{'code':'UNAVAILABLE','message':'The server is busy.','retryable':true,'details':null}");
        TestClient client = clients.greeted(
                        HandMadeGateway.hello(),
                        (peer, request) -> peer.refuse(request.path("id").asText(), errors.removeFirst()))
                .start();
        client.ready();
        for (int i = 0; i < others.size(); i++) {
            client.ask(TestClient.health());
            assertThat(client.client.snapshot().window()).isEqualTo(64);
        }

        client.ask(TestClient.health());

        assertThat(client.client.snapshot().window()).isEqualTo(32);
    }

    @Test
    void aGatewayThatRestartsIsLeftAloneForAsLongAsItAsks(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Restarting("send"));
        TestClient client = clients.to(gateway).start();
        client.ready();
        assertThat(client.ask(TestClient.send("a"))).isInstanceOf(CallResult.Answered.class);
        assertThat(client.client.snapshot().pause()).isEqualTo(SECOND);

        client.time.advance(Duration.ofMillis(400));
        CallResult held = client.ask(TestClient.send("b"));
        assertThat(held)
                .isEqualTo(new CallResult.NotWritten(
                        Why.PAUSED, Duration.ofMillis(600), "the gateway is starting or stopping and asked to wait"));
        assertThat(client.ask(TestClient.health().using(Share.BESIDE)))
                .as("probes and polls go on")
                .isInstanceOf(CallResult.Answered.class);
        client.time.advance(Duration.ofMillis(600));

        assertThat(client.client.snapshot().pause()).isZero();
        assertThat(client.ask(TestClient.send("c"))).isInstanceOf(CallResult.Answered.class);
        assertThat(gateway.postedWithKey("b")).isEmpty();
        assertThat(gateway.postedWithKey("c")).hasSize(1);
    }

    @Test
    void whatWaitsForAPlaceIsToldOfThePauseAndWhatWasWrittenIsStillAnswered(
            FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.AnswerOutOfOrder("health"), Times.times(2));
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(2, 10)).start();
        client.ready();
        CompletableFuture<CallResult> written = client.call(TestClient.health().using(Share.WHOLE));
        gateway.awaitRequests("health", 1);
        gateway.inject(new Fault.LateAnswer("status", Duration.ofMillis(300)));
        CompletableFuture<CallResult> alsoWritten =
                client.call(Call.of("status", TestClient.params()).using(Share.WHOLE));
        CompletableFuture<CallResult> waiting = client.call(TestClient.send("waits"));
        gateway.inject(new Fault.Restarting("chat.history"));

        client.ask(Call.of("chat.history", TestClient.params()).using(Share.BESIDE));

        assertThat(why(TestClient.get(waiting))).isEqualTo(Why.PAUSED);
        assertThat(TestClient.get(alsoWritten)).isInstanceOf(CallResult.Answered.class);
        client.ask(TestClient.health().using(Share.BESIDE));
        assertThat(TestClient.get(written)).isInstanceOf(CallResult.Answered.class);
        assertThat(gateway.requests("send")).isEmpty();
    }

    @Test
    void theNextHelloEndsThePause(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> peer.greet(HandMadeGateway.hello(), request -> {
            if (request.path("method").asText().equals("send")) {
                peer.refuse(
                        request.path("id").asText(),
                        "{'code':'UNAVAILABLE','message':'','retryable':true,'retryAfterMs':3600000,"
                                + "'details':{'reason':'gateway-restarting'}}");
            } else {
                peer.answer(request.path("id").asText(), "{}");
            }
        }));
        TestClient client = clients.to(gateway.uri()).start();
        client.ready();
        client.ask(TestClient.send("a"));
        assertThat(client.client.snapshot().pause()).isEqualTo(Duration.ofHours(1));
        assertThat(why(client.ask(TestClient.health()))).isEqualTo(Why.PAUSED);

        gateway.peer().run(() -> gateway.peer().socket.close((short) 1012));
        client.passDelay(client.waiting());
        client.ready();

        assertThat(client.client.snapshot().pause()).isZero();
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void ALaterShorterPauseDoesNotShortenTheFirst(Clients.Maker clients) {
        List<String> retryAfter = new ArrayList<>(List.of("5000", "1000", "9007199254740993", "-1"));
        TestClient client = clients.greeted(
                        HandMadeGateway.hello(),
                        (peer, request) -> peer.refuse(
                                request.path("id").asText(),
                                "{'code':'UNAVAILABLE','message':'','retryable':true,'retryAfterMs':"
                                        + retryAfter.removeFirst() + ",'details':{'reason':'gateway-restarting'}}"))
                .start();
        client.ready();
        Call probe = TestClient.health().using(Share.BESIDE);

        client.ask(probe);
        client.ask(probe);
        assertThat(client.client.snapshot().pause()).isEqualTo(Duration.ofSeconds(5));
        client.ask(probe);
        assertThat(client.client.snapshot().pause()).as("a wild number").isEqualTo(Duration.ofHours(1));
        client.ask(probe);
        assertThat(client.client.snapshot().pause()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aGatewayThatDrainsFinishesWhatIsInFlightAndTakesNothingNew(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.LateAnswer("health", Duration.ofMillis(200)));
        TestClient client = clients.to(gateway).start();
        client.ready();
        CompletableFuture<CallResult> run = client.call(TestClient.agent("SLEEP=600 please"));
        CallResult accepted = TestClient.get(run);
        assertThat(accepted).isInstanceOf(CallResult.Accepted.class);
        CompletableFuture<CallResult> last =
                ((CallResult.Accepted) accepted).last().subscribeAsCompletionStage();

        gateway.terminate();
        assertThat(client.ask(TestClient.send("first"))).isInstanceOfSatisfying(CallResult.Answered.class, answer -> {
            assertThat(answer.response().error()).isNotNull();
        });
        assertThat(why(client.ask(TestClient.send("second")))).isEqualTo(Why.PAUSED);

        assertThat(TestClient.get(last)).isInstanceOf(CallResult.Answered.class);
        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.reason()).isEqualTo(new CloseReason.Closed(1012, "service restart", true, null));
        gateway.clearFaults();
        assertThat(gateway.posted()).isEmpty();
    }

    @Test
    void anAnnouncedShutdownIsAPause(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> peer.greet(
                HandMadeGateway.hello(),
                request -> peer.answer(request.path("id").asText(), "{}")));
        TestClient client = clients.to(gateway.uri()).start();
        client.ready();

        gateway.peer()
                .run(() -> gateway.peer()
                        .say("{'type':'event','event':'shutdown','payload':{'restartExpectedMs':4000},'seq':1}"));
        client.awaitEvents("shutdown", 1);

        assertThat(why(client.ask(TestClient.health()))).isEqualTo(Why.PAUSED);
        client.time.advance(Duration.ofSeconds(4));
        assertThat(client.ask(TestClient.health()))
                .as("if it lives on after all")
                .isInstanceOf(CallResult.Answered.class);
    }
}
