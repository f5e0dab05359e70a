package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.gateway.Approach;
import io.openclaw.bridge.gateway.GatewaySettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayExaminationTest {
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private BridgeSettings settings(FakeGateway gateway) {
        return BridgeSettings.of(GatewaySettings.of(gateway.uri(), gateway::token), folder);
    }

    private List<Checkup> examine(BridgeSettings settings) throws Exception {
        return GatewayExamination.alone(VERTX, settings).examine();
    }

    private static Checkup line(List<Checkup> lines, String name) {
        return lines.stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + lines));
    }

    private static void assertLine(List<Checkup> lines, String name, Checkup.Result result, String text) {
        assertThat(line(lines, name).result()).as(name).isEqualTo(result);
        assertThat(line(lines, name).toString()).as(name).contains(text);
    }

    @Test
    void aGoodGatewayIsGoodInEveryLine() throws Exception {
        try (FakeGateway gateway = FakeGateway.start()) {
            List<Checkup> lines = examine(settings(gateway));

            assertThat(lines).as(lines.toString()).allMatch(line -> line.result() == Checkup.Result.OK);
            assertThat(lines)
                    .extracting(Checkup::name)
                    .containsExactly(
                            "gateway.reachability",
                            "gateway.tls",
                            "gateway.token",
                            "gateway.protocol",
                            "gateway.scopes",
                            "gateway.version",
                            "gateway.clock",
                            "gateway.agent",
                            "gateway.channel.telegram");
            assertThat(lines.toString()).doesNotContain(gateway.token());
            gateway.awaitNoSockets();
        }
    }

    @Test
    void theRunningBridgesOwnConnectionIsToldOfAndNoOtherMade() throws Exception {
        try (FakeGateway gateway = FakeGateway.start()) {
            BridgeSettings settings = settings(gateway);
            ProductionOpenClawBridge bridge = ProductionOpenClawBridge.open(VERTX, settings);
            bridge.connectAndAwait();

            List<Checkup> lines = GatewayExamination.of(bridge, settings).examine();

            assertThat(lines).as(lines.toString()).allMatch(line -> line.result() == Checkup.Result.OK);
            assertThat(gateway.requests("connect")).hasSize(1);
            bridge.closeAndAwait();
        }
    }

    @Test
    void wordsOfAFailedBridgeAreThoseOfItsStatus() throws Exception {
        try (FakeGateway gateway = FakeGateway.start()) {
            BridgeSettings settings = BridgeSettings.of(GatewaySettings.of(gateway.uri(), () -> "wrong"), folder);
            ProductionOpenClawBridge bridge = ProductionOpenClawBridge.open(VERTX, settings);
            assertThat(bridge.connect().onFailure().recoverWithNull().await().indefinitely())
                    .isNull();

            List<Checkup> lines = GatewayExamination.of(bridge, settings).examine();

            assertLine(lines, "gateway.token", Checkup.Result.FAIL, "gateway.auth.token");
            assertThat(line(lines, "gateway.token").nextStep())
                    .isEqualTo(bridge.status().connection().hint());
            bridge.closeAndAwait();
        }
    }

    @Test
    void aGatewayThatIsNotThereIsNotReached() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        List<Checkup> lines = examine(
                BridgeSettings.of(GatewaySettings.of(URI.create("ws://127.0.0.1:" + free), () -> "token"), folder));

        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.result()).isEqualTo(Checkup.Result.FAIL);
            assertThat(line.nextStep()).contains("OPENCLAW_GATEWAY_URL");
        });
    }

    @Test
    void anUnknownHostIsSaidToBeUnknown() throws Exception {
        List<Checkup> lines = examine(
                BridgeSettings.of(GatewaySettings.of(URI.create("ws://nowhere.invalid:1"), () -> "token"), folder));

        assertLine(lines, "gateway.reachability", Checkup.Result.FAIL, "no name server knows the host nowhere.invalid");
    }

    @Test
    void somethingThatIsNoGatewayIsSaidToBeNone() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!other.isClosed()) {
                    try (var socket = other.accept()) {
                        socket.getInputStream().read();
                        socket.getOutputStream()
                                .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            List<Checkup> lines = examine(BridgeSettings.of(
                    GatewaySettings.of(URI.create("ws://127.0.0.1:" + other.getLocalPort()), () -> "token"), folder));

            assertLine(lines, "gateway.reachability", Checkup.Result.OK, "is reached");
            assertThat(lines.getLast().nextStep()).contains("does not lead to an OpenClaw gateway (HTTP 404)");
        }
    }

    @Test
    void whatIsPlainOnALineIsWarnedOf() throws Exception {
        GatewaySettings remote = GatewaySettings.of(URI.create("ws://192.0.2.7:18789"), () -> "token");
        Approach approach = new Approach(
                "192.0.2.7", 18789, List.of(InetAddress.getByName("192.0.2.7")), null, Duration.ZERO, null);

        assertLine(GatewayCheckups.ofApproach(remote, approach), "gateway.tls", Checkup.Result.WARN, "in the clear");
    }

    @Test
    void missingScopesAreNamedWithTheCommandThatGrantsThem() throws Exception {
        try (FakeGateway gateway = FakeGateway.start()) {
            gateway.inject(new Fault.HelloWithoutScopes());

            assertLine(
                    examine(settings(gateway)),
                    "gateway.scopes",
                    Checkup.Result.FAIL,
                    "`openclaw devices approve <requestId>`");
        }
    }

    @Test
    void anUnapprovedDeviceIsLetInByThePrintedCommand() throws Exception {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().remote(true))) {
            String step = line(examine(settings(gateway)), "gateway.pairing").nextStep();
            assertThat(step).contains("`openclaw devices approve ");

            gateway.approvePairing(step.replaceAll(".*approve ([^`]+)`.*", "$1"));

            assertThat(examine(settings(gateway))).allMatch(line -> line.result() == Checkup.Result.OK);
            assertThat(folder.resolve("device-token"))
                    .as("the service's own file is left alone")
                    .doesNotExist();
        }
    }

    @Test
    void aDeviceTokenThatIsVoidIsNotTheEndWhereTheSharedOneIsGood() throws Exception {
        Files.writeString(folder.resolve("device-token"), "void-token");
        try (FakeGateway gateway = FakeGateway.start()) {
            assertThat(examine(settings(gateway))).allMatch(line -> line.result() == Checkup.Result.OK);
            assertThat(folder.resolve("device-token")).content().isEqualTo("void-token");
        }
    }

    @Test
    void anAmbiguousOrUnknownAgentIsNamedWithTheOnesThereAre() throws Exception {
        try (FakeGateway gateway = FakeGateway.start(
                FakeGatewayOptions.defaults().agents("main", "ops").ownerless())) {
            assertLine(examine(settings(gateway)), "gateway.agent", Checkup.Result.WARN, "OPENCLAW_AGENT");
            assertLine(examine(settings(gateway).withAgent("ghost")), "gateway.agent", Checkup.Result.FAIL, "ghost");
            assertLine(examine(settings(gateway).withAgent("main")), "gateway.agent", Checkup.Result.OK, "main");
        }
    }

    @Test
    void aClockThatIsMinutesOffIsWarnedOf() throws Exception {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().manualTime())) {
            gateway.advance(Duration.ofMinutes(3));
            assertLine(examine(settings(gateway)), "gateway.clock", Checkup.Result.WARN, "ahead");
            gateway.advance(Duration.ofMinutes(20));
            assertLine(examine(settings(gateway)), "gateway.clock", Checkup.Result.FAIL, "synchronise");
        }
    }

    @Test
    void anOldGatewayIsToldApart() throws Exception {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().protocol(3))) {
            List<Checkup> lines = examine(settings(gateway));

            assertLine(lines, "gateway.protocol", Checkup.Result.OK, "protocol 3");
            assertLine(lines, "gateway.scopes", Checkup.Result.OK, "not told");
        }
    }

    @Test
    void aGatewayThatIsConnectedAndMuteIsWarnedOf() throws Exception {
        try (FakeGateway gateway = FakeGateway.start()) {
            gateway.inject(new Fault.Silence("health"));

            assertLine(examine(settings(gateway)), "gateway.health", Checkup.Result.WARN, "health");
        }
    }

    @Test
    void aDeviceKeyThatIsDamagedIsNamed() throws Exception {
        Files.writeString(folder.resolve("device-key.pem"), "nonsense");
        try (FakeGateway gateway = FakeGateway.start()) {
            assertLine(examine(settings(gateway)), "gateway.device", Checkup.Result.FAIL, "device-key.pem is damaged");
        }
    }
}
