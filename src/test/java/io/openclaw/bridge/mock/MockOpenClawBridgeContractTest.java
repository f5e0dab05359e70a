package io.openclaw.bridge.mock;

import io.openclaw.bridge.BridgeHarness;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OpenClawBridgeContract;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.event.Handlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/// The mock under the contract: virtual clock, and handlers on threads of their own as in production.
class MockOpenClawBridgeContractTest extends OpenClawBridgeContract {

    @Override
    protected BridgeHarness harness() {
        return fresh();
    }

    static BridgeHarness fresh() {
        VirtualTime clock = new VirtualTime();
        MockOpenClawBridge bridge =
                MockOpenClawBridge.builder().time(new ThreadedTime(clock)).build();
        return new MockHarness(bridge, clock);
    }

    private record ThreadedTime(VirtualTime clock, Executor threads) implements MockTime {
        ThreadedTime(VirtualTime clock) {
            this(clock, Handlers.virtualThreads());
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public void after(Duration delay, Runnable task) {
            clock.after(delay, task);
        }

        @Override
        public void execute(Runnable handler) {
            threads.execute(handler);
        }

        @Override
        public void settle() {
            clock.settle();
        }
    }

    private record MockHarness(MockOpenClawBridge mock, VirtualTime clock) implements BridgeHarness {
        @Override
        public OpenClawBridge bridge() {
            return mock;
        }

        @Override
        public void makeNextSend(Outcome outcome) {
            mock.failures().next(outcome);
        }

        @Override
        public void loseNextAnswer() {
            mock.failures().nextButDelivered(Failure.unknown(Outcome.Unknown.Reason.LOST));
            // The connection is lost with the answer.
            mock.gateway().disconnect("lost with the answer");
            mock.gateway().reconnect();
        }

        @Override
        public void replyToNextTurn(String reply) {
            mock.replies().next(reply);
        }

        @Override
        public void emit(String name, Map<String, Object> payload) {
            mock.gateway().emit(name, payload);
        }

        @Override
        public void skipEvents(int count) {
            mock.gateway().skipEvents(count);
        }

        @Override
        public void loseConnection() {
            mock.gateway().disconnect("the line was cut");
        }

        @Override
        public void restoreConnection() {
            mock.gateway().reconnect();
        }

        @Override
        public void needHuman() {
            mock.gateway().needHuman("set OPENCLAW_GATEWAY_TOKEN to the gateway's token");
        }

        @Override
        public void restartGateway() {
            mock.gateway().restart();
        }

        @Override
        public void openBreaker() {
            mock.gateway().openBreaker(Duration.ofMinutes(1));
        }

        @Override
        public void advance(Duration duration) {
            clock.advance(duration);
        }

        @Override
        public List<String> posted() {
            return mock.sent().texts();
        }

        @Override
        public void close() {
            mock.closeAndAwait();
        }
    }
}
