package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A bridge on another machine than its gateway. On one machine only a network namespace can stage that: there the
/// gateway has an address that is not loopback, and takes who comes from it for a stranger.
@Tag("real-gateway")
class DevicePairingIT {

    private static final long SECONDS = 900;

    @Test
    void aBridgeFromElsewhereIsLetInByTheCommandThatItShowsAndStaysKnown() throws IOException {
        assumeAnotherMachineCanBeStaged();

        NetworkNamespace.Outcome outcome =
                NetworkNamespace.run(Scenario.class, SECONDS, System.getProperty("bridge.jar"));

        assertThat(outcome.exit()).as(outcome.output()).isZero();
    }

    /// Maven counts what is skipped and keeps the reason to itself.
    @SuppressWarnings("SystemOut")
    private static void assumeAnotherMachineCanBeStaged() {
        NetworkNamespace.whyNot().ifPresent(reason -> {
            System.out.println("SKIPPED: pairing with a gateway on another machine was not tried: " + reason);
            abort(reason);
        });
    }

    /// Runs inside, as a JVM of its own.
    static final class Scenario {

        private static final Pattern COMMAND = Pattern.compile("`openclaw devices approve ([A-Za-z0-9-]+)`");

        private Scenario() {}

        public static void main(String[] arguments) throws IOException {
            System.setProperty("bridge.jar", arguments[0]);
            Path home = Files.createTempDirectory("openclaw-bridge-");
            try (GatewayWorld world = GatewayWorld.start(options -> options.reachableAt(NetworkNamespace.ADDRESS))) {
                pair(world, home);
                comeBack(world, home);
                world.recorder().assertEveryRequestIsLegal();
            } finally {
                GatewayInstall.deleteTree(home);
            }
            // Threads of HTTP clients may linger.
            System.exit(0);
        }

        private static void pair(GatewayWorld world, Path home) throws IOException {
            try (BridgeProcess bridge = BridgeProcess.start(
                    home,
                    BridgeProcess.environment(
                            world.recorder().uri(), world.gateway().token()))) {
                JsonNode refused = bridge.awaitGateway(
                        gateway -> gateway.path("state").asText().equals("failed"));
                Matcher command = COMMAND.matcher(refused.path("hint").asText());
                assertThat(command.find())
                        .as("the exact command in: %s", refused)
                        .isTrue();
                assertThat(bridge.log()).contains(command.group());
                HttpAnswer early = bridge.send(Chat.fresh().sessionKey(), "Not before approval");
                assertThat(early.status()).as(early.text()).isEqualTo(503);
                assertThat(early.get("detail")).contains(command.group());

                world.gateway().approveDevice(command.group(1));

                bridge.awaitConnected();
                assertDelivers(world, bridge, "Approved, thank you");
                Path token = bridge.data().resolve("device-token");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                        .isEqualTo("rw-------");
                bridge.confidential().token(Files.readString(token).strip());
                assertThat(bridge.leaks()).isEmpty();
                bridge.stop();
            }
        }

        /// Without the shared token: the device's own is enough.
        private static void comeBack(GatewayWorld world, Path home) throws IOException {
            world.recorder().assertEveryRequestIsLegal();
            world.forget();
            try (BridgeProcess bridge = BridgeProcess.start(
                    home, Map.of("OPENCLAW_GATEWAY_URL", world.recorder().uri().toString()))) {
                bridge.awaitConnected();

                assertDelivers(world, bridge, "Back again, still known");
                String token =
                        Files.readString(bridge.data().resolve("device-token")).strip();
                assertThat(world.recorder().requests("connect")).singleElement().satisfies(frame -> {
                    assertThat(frame.params().path("auth").path("deviceToken").asText())
                            .isEqualTo(token);
                    assertThat(frame.params().path("auth").has("token")).isFalse();
                });
                bridge.confidential().token(token);
                assertThat(bridge.leaks()).isEmpty();
                bridge.stop();
            }
        }

        private static void assertDelivers(GatewayWorld world, BridgeProcess bridge, String text) {
            Chat chat = Chat.fresh();
            HttpAnswer answer = bridge.send(chat.sessionKey(), text);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(world.telegram().messagesTo(chat.id()))
                    .singleElement()
                    .extracting(TelegramMessage::read)
                    .isEqualTo(text);
        }
    }
}
