package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.direct;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.BridgeHarness;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.GatewayError;
import io.openclaw.bridge.fakegateway.Posted;
import io.openclaw.bridge.fakegateway.Times;
import io.openclaw.bridge.gateway.GatewaySettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// A [BridgeWorld] in the hands of the contract: outcomes are not told to the bridge, but brought
/// about at the gateway and the platform.
///
/// Where the contract waits for something that needs time, another thread lets it pass.
final class ProductionHarness implements BridgeHarness {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SUBSCRIBE = "sessions.subscribe";
    private static final Duration CALL = Duration.ofSeconds(30);

    private final Queue<String> replies = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Void>> meanwhile = new ConcurrentLinkedQueue<>();
    private final BridgeWorld world = new BridgeWorld(
            options -> options.replies(text -> {
                String planned = replies.poll();
                return planned == null ? "ECHO: " + text : planned;
            }),
            UnaryOperator.identity());
    /// How often earlier connections had asked for session events.
    private volatile int askedBefore;

    @Override
    public OpenClawBridge bridge() {
        return world.bridge;
    }

    // ---- the fate of the next message

    @Override
    public void makeNextSend(Outcome outcome) {
        switch (outcome) {
            case Outcome.Delivered delivered -> deliver(delivered);
            case Outcome.Accepted _ -> {}
            case Outcome.Refused refused -> refuse(refused);
            case Outcome.LateRetry(var notBefore, var _, var _) -> {
                if (!notBefore.equals(PlatformFailure.AFTER_RATE_LIMIT)) {
                    abort("the bridge alone decides how long a rate limit of the platform lasts");
                }
                world.inject(new Fault.PlatformMood("TG429"));
            }
            case Outcome.Unknown unknown -> leaveOpen(unknown.reason());
            case Outcome.Busy _ -> world.inject(new Fault.Busy("send"));
            case Outcome.Paused _ -> world.inject(new Fault.Restarting("send"));
            case Outcome.Retry(var retryAfter, var _, var _) ->
                world.inject(new Fault.RetryableUnavailable(
                        "send", retryAfter == null ? null : Math.toIntExact(retryAfter.toMillis())));
            case Outcome.NotSent notSent -> hold(notSent.reason());
        }
    }

    private void deliver(Outcome.Delivered delivered) {
        String next = Integer.toString(501 + world.gateway.posted().size());
        if (delivered.messageId() != null && !delivered.messageId().equals(next)) {
            abort("the platform counts its messages: the next one is " + next);
        }
        if (delivered.reply() != null) {
            replies.add(delivered.reply());
        } else if (delivered.messageId() == null) {
            world.inject(new Fault.ModelMood("NOREPLY"));
        }
    }

    private void refuse(Outcome.Refused refused) {
        switch (refused.reason()) {
            case INVALID_SESSION_KEY -> {}
            case INVALID_REQUEST ->
                fail("send", GatewayError.invalid("invalid send params: at /message: must be string"));
            case UNSUPPORTED_CHANNEL -> fail("send", GatewayError.invalid("unsupported channel: telegram"));
            case UNKNOWN_AGENT ->
                fail("agent", GatewayError.invalid("invalid agent params: unknown agent id \"main\""));
            case FORBIDDEN ->
                fail(
                        "send",
                        new GatewayError("FORBIDDEN", "missing scope: operator.write")
                                .withDetails(Map.of("code", "MISSING_SCOPE", "missingScope", "operator.write")));
            case PLATFORM_REFUSED -> world.inject(new Fault.PlatformMood("TG403"));
            case PARTIAL_DELIVERY ->
                fail(
                        "send",
                        GatewayError.unavailable("Error: Call to 'sendMessage' failed! (500: Internal Server Error)")
                                .withDetails(Map.of(
                                        "partialDelivery",
                                        Map.of("messageIds", refused.messageIds(), "visibleReplySent", true))));
            case REPLY_NOT_DELIVERED -> {
                if (refused.reply() != null) {
                    replies.add(refused.reply());
                }
                world.inject(new Fault.PlatformMood("TG400"));
            }
            case RUN_FAILED -> world.inject(new Fault.ModelMood("FAIL500"));
        }
    }

    private void fail(String method, GatewayError error) {
        world.inject(new Fault.Fail(method, error));
    }

    private void leaveOpen(Outcome.Unknown.Reason reason) {
        switch (reason) {
            case GATEWAY_HOLDS -> world.inject(new Fault.PlatformMood("TGNET"));
            case PLATFORM_UNCLEAR -> world.inject(new Fault.PlatformMood("TG500"));
            case NO_ANSWER -> {
                int sent = sent();
                world.inject(new Fault.Silence("send", Fault.Effect.NONE));
                meanwhile(() -> {
                    world.gateway.awaitRequests("send", sent + 1);
                    world.time.advance(CALL);
                });
            }
            case LOST -> {
                world.inject(new Fault.DropSocket("send", Fault.Effect.NONE));
                meanwhile(world::reconnect);
            }
        }
    }

    private void hold(Outcome.NotSent.Reason reason) {
        switch (reason) {
            case DEADLINE -> {
                fillWindow(0);
                meanwhile(() -> {
                    awaitWaiting(1);
                    world.time.advance(CALL);
                });
            }
            case OVERLOADED -> fillWindow(GatewaySettings.MAX_WAITING);
            case NOT_CONNECTED -> loseConnection();
            case HUMAN_NEEDED -> needHuman();
            case BREAKER_OPEN -> openBreaker();
        }
    }

    /// Fills the window with calls that stay unanswered, and has so many wait behind them.
    private void fillWindow(int waiting) {
        int sent = sent();
        world.inject(new Fault.Silence("send", Fault.Effect.NONE), GatewaySettings.WINDOW);
        IntStream.range(0, GatewaySettings.WINDOW + waiting)
                .forEach(_ -> world.bridge
                        .sendToAgent(direct("in the way").build())
                        .subscribe()
                        .with(_ -> {}, _ -> {}));
        world.gateway.awaitRequests("send", sent + GatewaySettings.WINDOW);
        awaitWaiting(waiting);
    }

    private void awaitWaiting(int calls) {
        world.until(
                calls + " waiting calls",
                () -> world.bridge.status().admission().waiting() == calls);
    }

    private int sent() {
        return world.gateway.requests("send").size();
    }

    @Override
    public void loseNextAnswer() {
        noteAsked();
        world.inject(new Fault.DropSocket("send", Fault.Effect.DONE));
        meanwhile(world::reconnect);
    }

    @Override
    public void replyToNextTurn(String reply) {
        replies.add(reply);
    }

    // ---- events

    @Override
    public void emit(String name, Map<String, Object> payload) {
        if (name.equals("session.message") || name.equals("sessions.changed")) {
            world.gateway.awaitRequests(SUBSCRIBE, askedBefore + 1);
        }
        try {
            world.gateway.emit(name, MAPPER.writeValueAsString(payload));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// Every connection asks anew.
    private void noteAsked() {
        askedBefore = world.gateway.requests(SUBSCRIBE).size();
    }

    @Override
    public void skipEvents(int count) {
        world.inject(new Fault.SkipSeq(count));
    }

    // ---- the connection and the gateway

    @Override
    public void loseConnection() {
        noteAsked();
        world.gateway.inject(new Fault.RefuseUpgrade(503, null), Times.ALWAYS);
        drop();
    }

    @Override
    public void needHuman() {
        noteAsked();
        world.gateway.inject(
                new Fault.RefuseConnect("INVALID_REQUEST", "unauthorized", "AUTH_TOKEN_MISMATCH"), Times.ALWAYS);
        drop();
    }

    /// Until the bridge has seen it: what it wrote before would be lost, not held.
    private void drop() {
        world.gateway.dropSockets();
        world.until("the loss of the connection", () -> !world.bridge.isConnected());
    }

    /// Lets time pass until the bridge has tried again; each try takes real time.
    @Override
    public void restoreConnection() {
        world.gateway.clearFaults();
        world.until("the connection", () -> {
            world.time.advance(untilSlowRetry());
            return world.bridge.isConnected();
        });
    }

    /// Where a human was needed, the five minutes of the slow retry; else a little time that no try
    /// runs out of. Hours are the patience of a connection that has just come to be.
    private Duration untilSlowRetry() {
        return world.time.scheduled().stream()
                .filter(delay -> delay.compareTo(Duration.ofMinutes(1)) > 0 && delay.compareTo(Duration.ofHours(1)) < 0)
                .findFirst()
                .orElse(Duration.ofMillis(100));
    }

    @Override
    public void restartGateway() {
        noteAsked();
        world.gateway.restart();
        world.reconnect();
    }

    @Override
    public void openBreaker() {
        int failures = 5;
        world.inject(new Fault.RetryableUnavailable("send", null), failures);
        IntStream.range(0, failures).forEach(_ -> world.outcome(direct("against the breaker")));
    }

    @Override
    public void advance(Duration duration) {
        world.advance(duration);
    }

    /// What the platform was given to post, but for agents' replies. (What agents are told is in
    /// their sessions; the contract does not look there.)
    @Override
    public List<String> posted() {
        return world.gateway.posted().stream()
                .filter(message -> message.via() != Posted.Via.AGENT)
                .map(Posted::text)
                .toList();
    }

    private void meanwhile(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        meanwhile.add(done);
        Thread.startVirtualThread(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
    }

    @Override
    public void close() {
        try (world) {
            meanwhile.forEach(BridgeWorld::get);
        }
    }
}
