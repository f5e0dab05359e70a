package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.gateway.Approach;
import io.openclaw.bridge.gateway.DeviceIdentity;
import io.openclaw.bridge.gateway.GatewaySettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

    /// Of a service that was started before.
    private BridgeSettings settings(FakeGateway gateway) throws IOException {
        DeviceIdentity.loadOrCreate(folder.resolve("device-key.pem"));
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
                                        .getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            List<Checkup> lines = examine(BridgeSettings.of(
                    GatewaySettings.of(URI.create("ws://127.0.0.1:" + other.getLocalPort()), () -> "token"), folder));

            assertLine(lines, "gateway.reachability", Checkup.Result.OK, "is reached");
            assertThat(lines.getLast().nextStep())
                    .startsWith("set OPENCLAW_GATEWAY_URL")
                    .contains("no OpenClaw gateway");
        }
    }

    /// What it sends as it is met, or asked: an SSH server's banner.
    private static ServerSocket sshServer() throws IOException {
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!other.isClosed()) {
                try (var socket = other.accept()) {
                    socket.getOutputStream().write("SSH-2.0-OpenSSH_9.7\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readNBytes(16);
                } catch (IOException e) {
                    return;
                }
            }
        });
        return other;
    }

    @Test
    void whatSpeaksNoHttpIsSaidSo() throws Exception {
        try (ServerSocket other = sshServer()) {
            List<Checkup> lines = examine(BridgeSettings.of(
                    GatewaySettings.of(URI.create("ws://127.0.0.1:" + other.getLocalPort()), () -> "token"), folder));

            assertThat(lines.getLast().text()).contains("does not speak HTTP").doesNotContain("999");
            assertThat(lines.getLast().nextStep()).startsWith("set OPENCLAW_GATEWAY_URL");
        }
    }

    @Test
    void tlsAtAPlainPortIsOneLineWithTheSchemeAndNotWithWhatThePeerSaid() throws Exception {
        try (FakeGateway gateway = FakeGateway.start();
                LogBook log = new LogBook()) {
            BridgeSettings settings = BridgeSettings.of(
                    GatewaySettings.of(
                            URI.create("wss://127.0.0.1:" + gateway.uri().getPort()), gateway::token),
                    folder);
            ProductionOpenClawBridge bridge = ProductionOpenClawBridge.open(VERTX, settings);
            assertThat(bridge.connect().onFailure().recoverWithNull().await().indefinitely())
                    .isNull();

            assertThat(bridge.status().connection().lastError())
                    .contains("no TLS")
                    .doesNotContain("record");
            assertThat(bridge.status().connection().hint()).startsWith("use ws://");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("Not connected to"))
                    .first(STRING)
                    .contains("use ws://")
                    .doesNotContain("SSL/TLS record");
            assertThat(examine(settings))
                    .filteredOn(line -> line.result() == Checkup.Result.FAIL)
                    .singleElement()
                    .satisfies(line -> assertThat(line.nextStep()).startsWith("use ws://"));
            bridge.closeAndAwait();
            assertThat(log.lines()).as("it never was connected").noneMatch(line -> line.contains("Disconnected"));
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
    void beforeTheFirstStartNothingIsMadeHereAndNoDeviceIsShownThere() throws Exception {
        Path data = folder.resolve("data");
        try (FakeGateway near = FakeGateway.start();
                FakeGateway far =
                        FakeGateway.start(FakeGatewayOptions.defaults().remote(true))) {
            for (FakeGateway gateway : List.of(near, far)) {
                List<Checkup> lines =
                        examine(BridgeSettings.of(GatewaySettings.of(gateway.uri(), gateway::token), data));
                assertThat(lines).as(lines.toString()).noneMatch(line -> line.result() == Checkup.Result.FAIL);
                assertLine(lines, "gateway.token", Checkup.Result.OK, "accepted");
                assertThat(lines.toString()).contains("first start").contains(data.toString());
                assertThat(gateway.requests("connect").toString()).doesNotContain("publicKey");
                if (gateway == far) {
                    assertLine(lines, "gateway.pairing", Checkup.Result.WARN, "not known before the first start");
                }
            }
        }
        assertThat(folder).isEmptyDirectory();
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
        try (FakeGateway gateway = FakeGateway.start()) {
            BridgeSettings settings = settings(gateway);
            Files.writeString(settings.deviceKey(), "nonsense");

            assertLine(examine(settings), "gateway.device", Checkup.Result.FAIL, "device-key.pem is damaged");
        }
    }
}
