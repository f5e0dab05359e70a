package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.GatewayError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Contract 2, table "Connect errors and close codes", and the error codes that its other paragraphs name: what the client
/// makes of each, and what it tells the human whom it needs.
@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class ConnectErrorsTest {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration SLOW = Duration.ofMinutes(1);

    /// @param hint what the hint says, or null where no human is needed
    record Row(
            String name,
            Fault fault,
            Duration delay,
            Class<? extends CloseReason> reason,
            @Nullable String hint) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> table() {
        return Stream.of(
                refused(
                        "wrong token",
                        error("AUTH_TOKEN_MISMATCH", Map.of("recommendedNextStep", "update_auth_credentials")),
                        SLOW,
                        "OPENCLAW_GATEWAY_TOKEN is not the gateway's token"),
                refused(
                        "ten failures from one address",
                        error("AUTH_RATE_LIMITED", Map.of()).retryable(300_000),
                        Duration.ofMinutes(5),
                        "too many wrong tokens"),
                refused(
                        "ten failures, as said to a device",
                        error("AUTH_RATE_LIMITED", Map.of("recommendedNextStep", "wait_then_retry")),
                        Duration.ofMinutes(5),
                        "too many wrong tokens"),
                refused(
                        "protocol range without ours",
                        error("PROTOCOL_MISMATCH", Map.of("expectedProtocol", 5)),
                        SLOW,
                        "speaks protocol 5, this bridge 3 and 4",
                        1002),
                refused(
                        "protocol range without ours, as an old gateway says it",
                        GatewayError.invalid("protocol mismatch").withDetails(Map.of("expectedProtocol", 2)),
                        SLOW,
                        "speaks protocol 2, this bridge 3 and 4",
                        1002),
                refused(
                        "unknown client id",
                        GatewayError.invalid("invalid connect params: at /client/id: must be equal to constant"),
                        SLOW,
                        "refuses this client (INVALID_REQUEST)"),
                refused("bad role", GatewayError.invalid("invalid role"), SLOW, "refuses this client"),
                refused("bad signature", error("DEVICE_AUTH_SIGNATURE_INVALID", Map.of()), SLOW, "device key file"),
                refused("bad nonce", error("DEVICE_AUTH_NONCE_MISMATCH", Map.of()), SLOW, "device key file"),
                refused("stale signature", error("DEVICE_AUTH_SIGNATURE_EXPIRED", Map.of()), SLOW, "clocks"),
                refused("wrong device id", error("DEVICE_AUTH_DEVICE_ID_MISMATCH", Map.of()), SLOW, "device key file"),
                refused(
                        "first request not connect",
                        GatewayError.invalid("invalid handshake: first request must be connect"),
                        SLOW,
                        "refuses this client"),
                closed("array or event frame first", 1008, "invalid request frame", SLOW, "invalid request frame"),
                closed("malformed JSON before hello", 1000, "", SOON, null),
                closed("more than 64 KiB before hello", 1009, "", SOON, null),
                new Row(
                        "during startup",
                        new Fault.StartupSidecars(),
                        Duration.ofMillis(500),
                        CloseReason.ConnectRefused.class,
                        null),
                new Row(
                        "during shutdown drain",
                        new Fault.RefuseUpgrade(503, null),
                        SOON,
                        CloseReason.UpgradeRefused.class,
                        null),
                new Row(
                        "upgrade from an untrusted proxy",
                        new Fault.RefuseUpgrade(403, null),
                        SLOW,
                        CloseReason.UpgradeRefused.class,
                        "HTTP 403"),
                refused(
                        "unknown device",
                        new GatewayError("NOT_PAIRED", "pairing required: device is not approved yet")
                                .withDetails(Map.of("code", "PAIRING_REQUIRED", "requestId", "1d34-77")),
                        SLOW,
                        "`openclaw devices approve 1d34-77`"),
                refused(
                        "no device",
                        new GatewayError("NOT_PAIRED", "device identity required")
                                .withDetails(Map.of("code", "DEVICE_IDENTITY_REQUIRED")),
                        SLOW,
                        "OPENCLAW_DATA_DIR"),
                refused("no token", error("AUTH_TOKEN_MISSING", Map.of()), SLOW, "set OPENCLAW_GATEWAY_TOKEN"),
                refused("wrong password", error("AUTH_PASSWORD_MISMATCH", Map.of()), SLOW, "password"),
                refused("no password", error("AUTH_PASSWORD_MISSING", Map.of()), SLOW, "password"),
                refused("device token void", error("AUTH_DEVICE_TOKEN_MISMATCH", Map.of()), SLOW, "approve the device"),
                refused("more scopes than approved", error("AUTH_SCOPE_MISMATCH", Map.of()), SLOW, "fewer scopes"),
                refused("an Origin header", error("CONTROL_UI_ORIGIN_NOT_ALLOWED", Map.of()), SLOW, "Origin"),
                refused(
                        "an error that is not known yet",
                        new GatewayError("TEAPOT", "short and stout"),
                        SLOW,
                        "refuses this client (TEAPOT)"),
                refused(
                        "unavailable, for whatever reason",
                        GatewayError.unavailable("later").retryable(null),
                        SOON,
                        null),
                refused("unavailable without a promise", GatewayError.unavailable("later"), SOON, null));
    }

    private static GatewayError error(String detailsCode, Map<String, Object> further) {
        Map<String, Object> details = new java.util.HashMap<>(further);
        details.put("code", detailsCode);
        return GatewayError.invalid("unauthorized").withDetails(details);
    }

    private static Row refused(String name, GatewayError error, Duration delay, @Nullable String hint) {
        return refused(name, error, delay, hint, 1008);
    }

    private static Row refused(String name, GatewayError error, Duration delay, @Nullable String hint, int closeCode) {
        return new Row(
                name,
                new Fault.RefuseConnect(error, closeCode, error.message()),
                delay,
                CloseReason.ConnectRefused.class,
                hint);
    }

    private static Row closed(String name, int code, String closeReason, Duration delay, @Nullable String hint) {
        return new Row(name, new Fault.CloseWith("connect", code, closeReason), delay, CloseReason.Closed.class, hint);
    }

    @ParameterizedTest
    @MethodSource("table")
    void everyRefusalHasItsDelayAndItsHintAndIsTriedAgain(Row row, FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(row.fault);
        TestClient client = clients.to(gateway).start();

        ClientState.Waiting waiting = client.waiting();

        assertThat(waiting.reason()).isInstanceOf(row.reason);
        assertThat(waiting.retry().delay()).isEqualTo(row.delay);
        assertThat(waiting.retry().humanNeeded()).isEqualTo(row.hint != null);
        if (row.hint != null) {
            assertThat(waiting.retry().hint()).contains(row.hint);
            assertThat(waiting.hint()).isEqualTo(waiting.retry().hint());
        }
        assertThat(waiting.reason().text() + waiting.hint()).doesNotContain(gateway.token());
        assertThat(client.ask(TestClient.health())).isInstanceOfSatisfying(CallResult.NotWritten.class, notWritten -> {
            assertThat(notWritten.why())
                    .isEqualTo(row.hint == null ? CallResult.Why.NOT_CONNECTED : CallResult.Why.HUMAN_NEEDED);
            assertThat(notWritten.retryAfter()).isEqualTo(row.delay);
        });
        assertThat(client.client.snapshot().failures()).isEqualTo(1);

        client.time.advance(row.delay.minusMillis(1));
        assertThat(client.client.state()).isSameAs(waiting);
        client.time.advance(Duration.ofMillis(1));
        assertThat(client.next(ClientState.Connecting.class).hint())
                .as("the hint stays while it is tried again")
                .isEqualTo(waiting.hint());
        client.ready();
    }

    @Test
    void aWrongTokenIsTriedSlowlyAndTheRateLimitIsWaitedOut(Clients.Maker clients) {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().remote(true).manualTime())) {
            String[] token = {"wrong"};
            TestClient client = clients.with(GatewaySettings.of(gateway.uri(), () -> token[0]))
                    .start();
            for (int i = 0; i < 10; i++) {
                ClientState.Waiting waiting = client.waiting();
                assertThat(waiting.hint()).contains("OPENCLAW_GATEWAY_TOKEN is not the gateway's token");
                assertThat(waiting.retry().delay()).isEqualTo(SLOW);
                gateway.advance(SLOW); // first: it would count against a handshake under way
                client.passDelay(waiting);
            }
            ClientState.Waiting limited = client.waiting();
            assertThat(limited.hint()).contains("blocks this address");
            assertThat(limited.retry().delay()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));

            token[0] = gateway.token();
            gateway.advance(limited.retry().delay());
            client.passDelay(limited);
            ClientState.Waiting unpaired = client.waiting();
            assertThat(unpaired.hint()).contains("openclaw devices approve");
            gateway.approvePairing(gateway.awaitPairingRequest().requestId());
            client.passDelay(unpaired);
            client.ready();
            client.close();
        }
    }

    @Test
    void withoutAnyTokenTheGatewaysWishIsPassedOn(Clients.Maker clients) {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().remote(true))) {
            TestClient client =
                    clients.with(GatewaySettings.of(gateway.uri(), () -> null)).start();

            assertThat(client.waiting().hint()).contains("set OPENCLAW_GATEWAY_TOKEN");
            assertThat(gateway.requests("connect").getFirst().params().has("auth"))
                    .isFalse();
            client.close();
        }
    }

    @Test
    void aRefusalDuringTheHandshakeLeavesNoSocketBehind(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.RefuseConnect("INVALID_REQUEST", "no", "AUTH_TOKEN_MISMATCH"));
        clients.to(gateway).start().waiting();

        gateway.awaitNoSockets();
    }

    @Test
    void aHugeErrorMessageDoesNotReachTheLogWhole(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> {
            peer.onRequest(connect -> peer.refuse(
                    "connect", "{'code':'INVALID_REQUEST','message':'line\\nbreak " + "x".repeat(1_000_000) + "'}"));
            peer.challenge();
        });
        TestClient client = clients.to(gateway.uri()).start();

        String text = client.waiting().reason().text();

        assertThat(text).hasSizeLessThan(1_000).doesNotContain("\n");
        assertThat(List.of(text.split(" "))).contains("break");
    }
}
