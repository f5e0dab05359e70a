package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.production.BridgeSettings;
import io.openclaw.bridge.production.GatewayExamination;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every failure that a connection can end in has its sentence with the next step, and the doctor says the same words as
/// the status.
@ExtendWith(FakeGatewayExtension.class)
class EveryConnectErrorTest {
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    static Stream<ConnectErrorsTest.Row> table() {
        return ConnectErrorsTest.table();
    }

    @ParameterizedTest
    @MethodSource("table")
    void doctorNamesTheNextStep(ConnectErrorsTest.Row row, FakeGateway gateway) throws Exception {
        gateway.inject(row.fault());
        BridgeSettings settings = BridgeSettings.of(GatewaySettings.of(gateway.uri(), gateway::token), folder);

        List<Checkup> lines = GatewayExamination.alone(VERTX, settings).examine();

        assertThat(lines)
                .filteredOn(line -> line.result() == Checkup.Result.FAIL)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.text()).isNotBlank().doesNotContain(gateway.token());
                    assertThat(line.nextStep()).isNotBlank();
                    if (row.hint() != null) {
                        assertThat(line.nextStep()).contains(row.hint());
                    }
                });
        gateway.awaitNoSockets();
    }

    static Stream<CloseReason> everyKind() {
        return Stream.of(
                new CloseReason.Unreachable("refused", false),
                new CloseReason.Unreachable("no trust", true),
                new CloseReason.PlainPort(),
                new CloseReason.NoToken("no file"),
                new CloseReason.UpgradeRefused(403, null),
                new CloseReason.UpgradeRefused(404, null),
                new CloseReason.UpgradeRefused(500, null),
                new CloseReason.UpgradeRefused(503, null),
                refused("AUTH_TOKEN_MISMATCH", true),
                refused("AUTH_TOKEN_MISMATCH", false),
                new CloseReason.ScopesMissing(Set.of("operator.write"), true),
                new CloseReason.ScopesMissing(Set.of("operator.write"), false),
                new CloseReason.HandshakeTimeout("hello-ok"),
                new CloseReason.ProtocolViolation("garbage"),
                new CloseReason.Closed(1006, "", false, null),
                new CloseReason.Closed(1008, "policy", false, null),
                new CloseReason.Closed(1012, "", true, Duration.ofSeconds(5)),
                new CloseReason.Closed(4001, "device removed", false, null),
                new CloseReason.Silent(Duration.ofSeconds(75)),
                new CloseReason.ByUs());
    }

    private static CloseReason refused(String code, boolean usedDeviceToken) {
        return new CloseReason.ConnectRefused(
                new io.openclaw.bridge.gateway.frame.ErrorShape(
                        "INVALID_REQUEST",
                        "",
                        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                                .objectNode()
                                .put("code", code),
                        false,
                        null),
                usedDeviceToken);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void statusSaysTheSameWordsWhereAHumanIsNeeded(CloseReason reason) {
        ConnectHint hint = ConnectHint.of(reason);
        String status = new Reconnector(
                        Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1), ConnectHint.TOKEN_SETTING)
                .next(reason, 0)
                .hint();

        assertThat(hint.text()).isNotBlank();
        assertThat(status).isEqualTo(hint.humanNeeded() ? hint.text() : null);
    }

    @Test
    void theSettingThatHoldsTheTokenIsTheOneThatIsNamed() {
        Reconnector reconnector = new Reconnector(
                Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1), "OPENCLAW_GATEWAY_TOKEN_FILE");

        assertThat(reconnector.next(refused("AUTH_TOKEN_MISMATCH", false), 0).hint())
                .startsWith("OPENCLAW_GATEWAY_TOKEN_FILE is not the gateway's token");
        assertThat(reconnector.next(refused("AUTH_TOKEN_MISSING", false), 0).hint())
                .doesNotContain("_FILE_FILE");
    }

    @Test
    void everyKindIsTried() {
        assertThat(everyKind().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(CloseReason.class.getPermittedSubclasses());
    }
}
