package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.DM;
import static io.openclaw.bridge.production.BridgeWorld.failure;
import static io.openclaw.bridge.production.BridgeWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.RetryMode;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.GatewayError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Promise 7: no text, no metadata and no token in any error, `toString` or log line, whatever the
/// gateway says and at
/// whatever level somebody logs.
class DiscretionTest {
    private static final String SECRET = "zq-SECRET-4711";
    private static final String TOKEN = "tok-SECRET-4711";

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final LogBook log = new LogBook();
    private final BridgeWorld world = new BridgeWorld(
            gateway -> gateway.token(TOKEN).replies(text -> "you said " + text), UnaryOperator.identity());

    @AfterEach
    void nothingWasSaidByAnybody() {
        world.close();
        log.close();
        List<String> lines = log.lines();
        assertThat(lines).as("something was logged at all").isNotEmpty();
        assertThat(lines).filteredOn(line -> line.contains("SECRET")).isEmpty();
        assertThat(said).isNotEmpty();
        assertThat(said).filteredOn(line -> line.contains("SECRET")).isEmpty();
    }

    /// Everything that an exception can be made to say.
    private void hear(BridgeException failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        said.add(trace.toString());
        said.add(failure.toString());
        failure.outcome().ifPresent(outcome -> said.add(outcome + " " + outcome.detail()));
    }

    private void connect() {
        world.bridge.onStatus((BridgeStatus status) -> said.add(status.toString()));
        world.bridge.onEvent(GatewayEvent.ANY, event -> said.add(event.toString()));
        world.connect();
        world.gateway.awaitRequests("sessions.subscribe", 1);
        world.settle();
    }

    private static OutboundMessage message(DeliveryStyle style, String text) {
        return OutboundMessage.to(DM, text)
                .delivery(style)
                .metadata(Map.of("note", SECRET))
                .retry(RetryMode.NONE)
                .deadline(Duration.ofSeconds(20))
                .build();
    }

    private void failing(DeliveryStyle style, String text) {
        OutboundMessage message = message(style, text);
        said.add(message.toString());
        CompletableFuture<Receipt> sending = world.bridge.sendToAgent(message).subscribeAsCompletionStage();
        world.until("an end", () -> {
            world.time.advance(Duration.ofSeconds(1));
            return sending.isDone();
        });
        hear(failure(sending));
        world.until("connected", () -> {
            world.time.advance(Duration.ofSeconds(1));
            return world.bridge.isConnected();
        });
    }

    @ParameterizedTest
    @EnumSource(DeliveryStyle.class)
    void whatGoesWellIsNotTold(DeliveryStyle style) {
        connect();
        Receipt receipt = get(world.bridge.sendToAgent(message(style, "hello " + SECRET)));
        world.settle();

        said.add(receipt.toString());
        said.add(world.bridge.status().toString());
        assertThat(receipt.metadata()).containsEntry("note", SECRET);
    }

    /// A gateway that repeats what it was sent wherever it can.
    @ParameterizedTest
    @EnumSource(DeliveryStyle.class)
    void whatTheGatewayRepeatsIsNotRepeated(DeliveryStyle style) {
        connect();
        String method = style == DeliveryStyle.DIRECT ? "send" : "agent";
        Random random = new Random(4711);
        for (int i = 0; i < 25; i++) {
            String text = noise(random) + SECRET + noise(random);
            String quote = i % 2 == 0 ? text : text.substring(text.indexOf("SECRET") - 3);
            List<GatewayError> errors = List.of(
                    new GatewayError("INVALID_REQUEST", "invalid params: at /message: \"" + quote + "\""),
                    new GatewayError("INVALID_REQUEST", "missing scope: " + quote),
                    new GatewayError("INVALID_REQUEST", "unknown agent id \"" + quote + "\""),
                    new GatewayError("FORBIDDEN", quote),
                    new GatewayError("UNAVAILABLE", quote),
                    new GatewayError("UNAVAILABLE", "OutboundDeliveryError: (400: " + quote + ")")
                            .withDetails(Map.of("code", "OUTBOUND_DELIVERY_QUEUED")),
                    new GatewayError("UNAVAILABLE", quote).retryable(null),
                    new GatewayError("SOMETHING_NEW", quote));
            world.inject(new Fault.Fail(method, errors.get(i % errors.size())));
            failing(style, text);
        }
    }

    private static String noise(Random random) {
        StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            noise.append((char) ('a' + random.nextInt(26)));
        }
        return noise.toString();
    }

    @Test
    void whatThePlatformRefusesIsNotTold() {
        connect();
        for (String trouble : List.of("TG400", "TG403", "TG429", "TG500", "TGNET", "PARTIAL")) {
            failing(DeliveryStyle.DIRECT, trouble + "\n" + SECRET);
        }
        for (String trouble : List.of("TG400", "TG429", "TGNET", "FAIL500")) {
            failing(DeliveryStyle.AGENT, trouble + "\n" + SECRET);
        }
        world.gateway.advance(Duration.ofSeconds(10));
    }

    @Test
    void whatIsLostOnTheWayIsNotTold() {
        connect();
        for (String method : List.of("send", "agent")) {
            DeliveryStyle style = method.equals("send") ? DeliveryStyle.DIRECT : DeliveryStyle.AGENT;
            world.inject(new Fault.Silence(method));
            failing(style, SECRET);
            world.inject(new Fault.CloseWith(method, 1011, "internal error"));
            failing(style, SECRET);
            world.inject(new Fault.Garbage(method, "{\"oops\":\"" + SECRET + "\""));
            get(world.bridge.sendToAgent(message(style, SECRET)));
        }
    }

    @Test
    void whatIsRefusedHereIsNotTold() {
        connect();
        for (String key : List.of("nowhere", "telegram:self:1", "sms:dm:1")) {
            hear(failure(world.bridge
                    .sendToAgent(OutboundMessage.to(key, SECRET)
                            .metadata(Map.of("note", SECRET))
                            .build())
                    .subscribeAsCompletionStage()));
        }
        get(world.bridge.close());
        hear(failure(
                world.bridge.sendToAgent(message(DeliveryStyle.DIRECT, SECRET)).subscribeAsCompletionStage()));
    }

    @Test
    void aTokenThatIsRefusedIsNotTold() {
        world.inject(new Fault.RefuseConnect("INVALID_REQUEST", "unauthorized: token mismatch", "AUTH_TOKEN_MISMATCH"));
        hear(failure(world.bridge.connect().subscribeAsCompletionStage()));
        said.add(world.bridge.status().toString());
        hear(failure(
                world.bridge.sendToAgent(message(DeliveryStyle.DIRECT, SECRET)).subscribeAsCompletionStage()));
    }
}
