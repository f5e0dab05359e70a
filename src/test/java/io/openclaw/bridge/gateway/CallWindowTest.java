package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Fault.Effect;
import io.openclaw.bridge.fakegateway.Times;
import io.openclaw.bridge.gateway.Call.Share;
import io.openclaw.bridge.gateway.CallResult.Why;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How many calls are on the wire at once, who may use which part of that, and what becomes of those who wait.
final class CallWindowTest {
    @RegisterExtension
    @Order(1)
    static final FakeGatewayExtension GATEWAYS =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    @RegisterExtension
    @Order(2)
    static final Clients CLIENTS = new Clients();

    private static final Duration LATE = Duration.ofSeconds(1);

    /// A client in whose gateway so many `health` calls are answered a second late.
    private static TestClient slow(int calls, int window, int maxWaiting, FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.LateAnswer("health", LATE), Times.times(calls));
        TestClient client = clients.to(gateway, settings -> settings.withWindow(window, maxWaiting))
                .start();
        client.ready();
        return client;
    }

    private static List<CompletableFuture<CallResult>> calls(TestClient client, int count, Share share) {
        List<CompletableFuture<CallResult>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(client.call(TestClient.health().using(share)));
        }
        return calls;
    }

    /// So many `health` calls reach the gateway, and no more though all that could be written has been.
    private static void assertOnTheWire(TestClient client, FakeGateway gateway, int calls) {
        gateway.awaitRequests("health", calls);
        assertThat(client.ask(Call.of("status", TestClient.params()).using(Share.BESIDE)))
                .as("what goes beside the window")
                .isInstanceOf(CallResult.Answered.class);
        assertThat(gateway.requests("health")).hasSize(calls);
    }

    private static CallResult.NotWritten notWritten(CompletableFuture<CallResult> call) {
        CallResult result = TestClient.get(call);
        assertThat(result).isInstanceOf(CallResult.NotWritten.class);
        return (CallResult.NotWritten) result;
    }

    @Test
    void neverMoreThanTheWindowIsOnTheWire(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = slow(200, 64, 1_024, gateway, clients);

        List<CompletableFuture<CallResult>> calls = calls(client, 200, Share.WHOLE);

        for (int written : List.of(64, 128, 192, 200)) {
            assertOnTheWire(client, gateway, written);
            assertThat(client.client.snapshot().outstanding()).isLessThanOrEqualTo(64);
            assertThat(client.client.snapshot().waiting()).isEqualTo(200 - written);
            gateway.advance(LATE);
        }
        assertThat(calls).allSatisfy(call -> assertThat(TestClient.get(call)).isInstanceOf(CallResult.Answered.class));
        assertThat(client.client.snapshot().outstanding()).isZero();
    }

    @Test
    void aQuarterStaysFreeForThoseWhoMayUseTheWhole(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = slow(100, 64, 1_024, gateway, clients);

        List<CompletableFuture<CallResult>> part = calls(client, 70, Share.PART);
        assertOnTheWire(client, gateway, 48);
        List<CompletableFuture<CallResult>> whole = calls(client, 30, Share.WHOLE);
        assertOnTheWire(client, gateway, 64);
        assertThat(client.client.snapshot().waiting()).isEqualTo(36);

        gateway.advance(LATE);
        assertOnTheWire(client, gateway, 100);
        gateway.advance(LATE);
        part.addAll(whole);
        assertThat(part).allSatisfy(call -> assertThat(TestClient.get(call)).isInstanceOf(CallResult.Answered.class));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,3", "4,3", "5,4", "8,6", "64,48", "256,192"})
    void thePartIsAllButAQuarterAndNeverNothing(int window, int part, FakeGateway gateway, Clients.Maker clients) {
        TestClient client = slow(part, window, 1_024, gateway, clients);

        List<CompletableFuture<CallResult>> calls = calls(client, part + 1, Share.PART);

        assertOnTheWire(client, gateway, part);
        gateway.advance(LATE);
        calls.forEach(TestClient::get);
    }

    @Test
    void thoseWhoWaitTheLongestGoFirstWhateverTheirShare(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.LateAnswer("health", LATE), Times.times(1));
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(1, 10)).start();
        client.ready();
        List<CompletableFuture<CallResult>> calls = new ArrayList<>(calls(client, 1, Share.WHOLE));
        List<Share> shares = List.of(Share.PART, Share.WHOLE, Share.WHOLE, Share.PART, Share.WHOLE);
        for (int i = 0; i < shares.size(); i++) {
            client.time.advance(Duration.ofMillis(1));
            calls.add(client.call(TestClient.send("m" + i).using(shares.get(i))));
        }

        gateway.advance(LATE);
        calls.forEach(TestClient::get);

        assertThat(gateway.requests("send"))
                .extracting(request -> request.params().path("message").asText())
                .containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    void whoWaitsForAPlaceIsToldAtItsDeadlineAndHasNotLeft(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = slow(1, 1, 10, gateway, clients);
        CompletableFuture<CallResult> first = client.call(TestClient.health());
        CompletableFuture<CallResult> five = client.call(TestClient.send("five").within(Duration.ofSeconds(5)));
        CompletableFuture<CallResult> three =
                client.call(TestClient.send("three").within(Duration.ofSeconds(3)));
        gateway.awaitRequests("health", 1);

        client.time.advance(Duration.ofMillis(2_999));
        assertThat(three).isNotDone();
        client.time.advance(Duration.ofMillis(1));
        assertThat(notWritten(three).why()).isEqualTo(Why.DEADLINE);
        assertThat(five).isNotDone();
        client.time.advance(Duration.ofSeconds(2));
        assertThat(notWritten(five).why()).isEqualTo(Why.DEADLINE);

        gateway.advance(LATE);
        TestClient.get(first);
        client.settle();
        assertThat(gateway.requests("send")).isEmpty();
    }

    /// The moment that ends the call in flight frees a place for one whose own deadline has come.
    @Test
    void aPlaceThatComesAtTheDeadlineComesTooLate(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("health", Effect.NONE));
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(1, 10)).start();
        client.ready();
        CompletableFuture<CallResult> first = client.call(TestClient.health().within(Duration.ofSeconds(5)));
        CompletableFuture<CallResult> second = client.call(TestClient.send("x").within(Duration.ofSeconds(5)));
        gateway.awaitRequests("health", 1);

        client.time.advance(Duration.ofSeconds(5));

        assertThat(TestClient.get(first)).isInstanceOf(CallResult.NoAnswer.class);
        assertThat(notWritten(second).why()).isEqualTo(Why.DEADLINE);
        client.ask(TestClient.health());
        assertThat(gateway.requests("send")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT-2562047788015215H"})
    void whoHasNoTimeLeftDoesNotLeave(Duration timeout, FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        assertThat(notWritten(client.call(TestClient.send("x").within(timeout))).why())
                .isEqualTo(Why.DEADLINE);
        client.ask(TestClient.health());
        assertThat(gateway.requests("send")).isEmpty();
    }

    @Test
    void whoHasAllTheTimeInTheWorldIsAnsweredLikeOthers(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = slow(1, 1, 10, gateway, clients);
        CompletableFuture<CallResult> first =
                client.call(TestClient.health().within(Duration.ofSeconds(Long.MAX_VALUE)));
        CompletableFuture<CallResult> waiting =
                client.call(TestClient.health().within(Duration.ofSeconds(Long.MAX_VALUE)));
        gateway.awaitRequests("health", 1);
        client.time.advance(Duration.ofDays(100));
        assertThat(client.waiting().reason()).isInstanceOf(CloseReason.Silent.class);

        assertThat(TestClient.get(first)).isInstanceOf(CallResult.Lost.class);
        assertThat(notWritten(waiting).why()).isEqualTo(Why.NOT_CONNECTED);
    }

    @Test
    void oneTooManyIsRefusedAtOnce(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = slow(3, 1, 2, gateway, clients);

        List<CompletableFuture<CallResult>> calls = calls(client, 5, Share.WHOLE);

        for (CompletableFuture<CallResult> refused : calls.subList(3, 5)) {
            assertThat(notWritten(refused).why()).isEqualTo(Why.OVERLOADED);
            assertThat(notWritten(refused).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        }
        for (int i = 0; i < 3; i++) {
            assertOnTheWire(client, gateway, i + 1);
            gateway.advance(LATE);
            assertThat(TestClient.get(calls.get(i))).isInstanceOf(CallResult.Answered.class);
        }
    }

    @Test
    void whoCancelsWhileWaitingNeverLeavesAndFreesThePlace(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = slow(1, 1, 10, gateway, clients);
        CompletableFuture<CallResult> first = client.call(TestClient.health());
        AtomicReference<CallResult> result = new AtomicReference<>();
        Cancellable cancelled =
                client.client.call(TestClient.send("cancelled")).subscribe().with(result::set);
        CompletableFuture<CallResult> last = client.call(TestClient.send("last"));
        gateway.awaitRequests("health", 1);

        cancelled.cancel();
        gateway.advance(LATE);

        TestClient.get(first);
        TestClient.get(last);
        assertThat(gateway.requests("send"))
                .extracting(request -> request.params().path("message").asText())
                .containsExactly("last");
        assertThat(result).hasNullValue();
    }

    @Test
    void aPlaceIsFreeAgainHoweverACallEnds(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("health", Effect.NONE));
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(1, 0)).start();
        client.ready();
        CompletableFuture<CallResult> silent = client.call(TestClient.health());
        gateway.awaitRequests("health", 1);
        assertThat(notWritten(client.call(TestClient.health())).why()).isEqualTo(Why.OVERLOADED);
        client.time.advance(Duration.ofSeconds(10));
        assertThat(TestClient.get(silent)).isInstanceOf(CallResult.NoAnswer.class);

        assertThat(client.ask(Call.of("nonsense", TestClient.params()))).isInstanceOf(CallResult.Answered.class);
        assertThat(client.ask(TestClient.agent("run"))).isInstanceOf(CallResult.Accepted.class);
        assertThat(client.ask(TestClient.send("x".repeat(27_000_000)))).isInstanceOf(CallResult.NotWritten.class);
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
        assertThat(client.client.snapshot().outstanding()).isZero();
    }
}
