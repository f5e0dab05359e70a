package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.gateway.DeviceIdentity;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command `doctor` and a real gateway.
@AgainstRealGateway
class DoctorIT {
    private final GatewayWorld world;

    @TempDir
    Path home;

    DoctorIT(GatewayWorld world) {
        this.world = world;
    }

    /// What the command printed, and how it ended.
    private record Said(int exit, String text, JsonNode json) {
        JsonNode line(String name) {
            for (JsonNode line : json.path("lines")) {
                if (line.path("name").asText().equals(name)) {
                    return line;
                }
            }
            throw new AssertionError("no line " + name + " in " + text);
        }
    }

    private static Said doctor(Path home, Map<String, String> environment) throws IOException {
        Path output = Files.createTempFile(home, "doctor-", ".json");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"))
                                .toAbsolutePath()
                                .toString(),
                        "doctor",
                        "--json")
                .directory(home.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENCLAW_") || name.equals("ENVIRONMENT"));
        builder.environment().putAll(environment);
        builder.environment().put("OPENCLAW_QUEUE", "off");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException(e);
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        return new Said(process.exitValue(), text, new ObjectMapper().readTree(text));
    }

    private Map<String, String> environment(String token) {
        return new HashMap<>(BridgeProcess.environment(world.recorder().uri(), token));
    }

    @Test
    void everyLineIsOkWhereEverythingIs() throws IOException {
        Said said = doctor(home, environment(world.gateway().token()));

        assertThat(said.json().path("result").asText()).as(said.text()).isEqualTo("ok");
        assertThat(said.exit()).isZero();
        assertThat(said.line("gateway.channel.telegram").path("result").asText())
                .isEqualTo("ok");
        assertThat(said.text()).doesNotContain(world.gateway().token());
    }

    @Test
    void itRunsBesideTheServiceAndSaysTheSame() throws IOException {
        try (BridgeProcess bridge =
                BridgeProcess.start(home, environment(world.gateway().token()))) {
            bridge.awaitConnected();

            Said said = doctor(home, environment(world.gateway().token()));
            HttpAnswer answer = bridge.get("/api/v1/doctor");

            assertThat(said.json().path("result").asText()).as(said.text()).isEqualTo("ok");
            List<String> names = new ArrayList<>(answer.body().findValuesAsText("name"));
            assertThat(names).contains("gateway.token", "gateway.channel.telegram", "store.commits");
            assertThat(answer.body().path("result").asText()).as(answer.text()).isEqualTo("ok");
            assertThat(bridge.isConnected()).isTrue();
        }
    }

    @Test
    void aWrongTokenIsNamedWithWhatToSet() throws IOException {
        Said said = doctor(home, environment("certainly-not-the-token"));

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.line("gateway.token").path("result").asText()).isEqualTo("fail");
        assertThat(said.line("gateway.token").path("nextStep").asText())
                .contains("OPENCLAW_GATEWAY_TOKEN", "gateway.auth.token");
        assertThat(said.text()).doesNotContain("certainly-not-the-token");
    }

    /// Maven counts what is skipped and keeps the reason to itself.
    @Test
    @SuppressWarnings("SystemOut")
    void aDeviceFromElsewhereIsLetInByThePrintedCommand() throws IOException {
        NetworkNamespace.whyNot().ifPresent(reason -> {
            System.out.println("SKIPPED: the doctor of a gateway on another machine was not tried: " + reason);
            abort(reason);
        });
        NetworkNamespace.Outcome outcome = NetworkNamespace.run(Scenario.class, 900, System.getProperty("bridge.jar"));

        assertThat(outcome.exit()).as(outcome.output()).isZero();
    }

    /// Runs inside, as a JVM of its own.
    static final class Scenario {
        private static final Pattern COMMAND = Pattern.compile("`openclaw devices approve ([A-Za-z0-9-]+)`");

        private Scenario() {}

        public static void main(String[] arguments) throws IOException {
            System.setProperty("bridge.jar", arguments[0]);
            Path home = Files.createTempDirectory("openclaw-bridge-");
            try (GatewayWorld world = GatewayWorld.start(options -> options.reachableAt(NetworkNamespace.ADDRESS))) {
                Map<String, String> environment = BridgeProcess.environment(
                        world.recorder().uri(), world.gateway().token());
                assertThat(doctor(home, environment)
                                .line("gateway.pairing")
                                .path("text")
                                .asText())
                        .contains("not known before the first start");
                DeviceIdentity.loadOrCreate(home.resolve("data/device-key.pem")); // as the first start does
                Said refused = doctor(home, environment);
                Matcher command = COMMAND.matcher(
                        refused.line("gateway.pairing").path("nextStep").asText());
                assertThat(command.find()).as(refused.text()).isTrue();
                assertThat(refused.exit()).isEqualTo(1);

                world.gateway().approveDevice(command.group(1));

                Said said = doctor(home, environment);
                assertThat(said.exit()).as(said.text()).isZero();
                assertThat(said.line("gateway.tls").path("result").asText())
                        .as("tokens in the clear")
                        .isIn("ok", "warn");
            } finally {
                GatewayInstall.deleteTree(home);
            }
            // Threads of HTTP clients may linger.
            System.exit(0);
        }
    }
}
