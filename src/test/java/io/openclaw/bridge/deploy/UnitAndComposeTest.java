package io.openclaw.bridge.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.openclaw.bridge.realgateway.GatewayInstall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Image, systemd unit and compose file.
class UnitAndComposeTest {
    private static final Path UNIT = Path.of("deploy/systemd/openclaw-bridge.service");
    private static final Path COMPOSE = Path.of("deploy/compose/compose.yaml");
    private static final Path IMAGE = Path.of("deploy/Containerfile");
    private static final Path OPTIONS = Path.of("deploy/jvm.options");
    private static final int STOP_SECONDS = 40;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy/Containerfile",
                "deploy/systemd/openclaw-bridge.service",
                "deploy/systemd/command",
                "deploy/train",
                "deploy/README.md",
                "README.md",
                "src/docs/operations.md"
            })
    void everySettingExists(String file) throws IOException {
        Set<String> unknown = new TreeSet<>(Settings.variables(Files.readString(Path.of(file))));
        unknown.removeAll(Settings.read().names());

        assertThat(unknown).isEmpty();
    }

    @Test
    void everySettingOfTheComposedBridgeExists() throws IOException {
        Set<String> unknown = new TreeSet<>(
                Settings.variables(compose().at("/services/bridge/environment").toString()));
        unknown.removeAll(Settings.read().names());

        assertThat(unknown).isEmpty();
    }

    @Test
    void theJvmsOptionsStandInOnePlace() throws IOException {
        assertThat(Files.readString(IMAGE)).contains("\"@jvm.options\"").doesNotContain("-XX:");
        assertThat(directive("ExecStart"))
                .singleElement()
                .satisfies(start -> assertThat(start).contains("@jvm.options").doesNotContain("-XX:"));
        assertThat(Files.readString(OPTIONS)).contains("-XX:AOTCache=openclaw-bridge.aot");
        assertThat(Files.readString(Path.of("deploy/train"))).contains("openclaw-bridge.aot", "jvm.options");
    }

    @Test
    void theImageByMavenHasTheSameOptions() throws IOException {
        String wanted = Files.readAllLines(OPTIONS).stream()
                .filter(line -> line.startsWith("-"))
                .filter(line -> !line.contains("AOTCache") && !line.contains("org.sqlite.lib"))
                .collect(Collectors.joining(","));

        assertThat(Files.readString(Path.of("pom.xml")))
                .contains(">" + wanted + "</quarkus.jib.jvm-additional-arguments>");
    }

    @Test
    void theImageRunsAsNobodyInParticularAndGetsItsSignal() throws IOException {
        assertThat(Files.readAllLines(IMAGE))
                .contains(
                        "USER 10001:10001",
                        "STOPSIGNAL SIGTERM",
                        "VOLUME /data",
                        "EXPOSE 8080 5672",
                        "ENTRYPOINT [\"java\", \"@jvm.options\", \"-jar\", \"quarkus-run.jar\"]");
    }

    @Test
    void theUnitIsClosedButForWhatAJvmNeeds() throws IOException {
        assertThat(directive("NoNewPrivileges")).containsExactly("yes");
        assertThat(directive("ProtectSystem")).containsExactly("strict");
        assertThat(directive("DynamicUser")).containsExactly("yes");
        assertThat(directive("User")).containsExactly("openclaw-bridge");
        assertThat(directive("CapabilityBoundingSet")).containsExactly("");
        assertThat(directive("SystemCallFilter")).containsExactly("@system-service", "~@privileged");
        assertThat(directive("MemoryDenyWriteExecute")).containsExactly("no");
        assertThat(directive("Restart")).containsExactly("on-failure");
        assertThat(Integer.parseInt(directive("TimeoutStopSec").getFirst())).isGreaterThanOrEqualTo(STOP_SECONDS);
    }

    @Test
    void everyCredentialOfTheUnitIsASettingsFile() throws IOException {
        List<String> names = directive("LoadCredential").stream()
                .map(credential -> credential.substring(0, credential.indexOf(':')))
                .toList();

        assertThat(names).isNotEmpty();
        assertThat(directive("Environment").stream()
                        .filter(variable -> variable.contains("_FILE=%d/"))
                        .map(variable -> variable.substring(variable.lastIndexOf('/') + 1)))
                .containsExactlyElementsOf(names);
    }

    /// Another account would get the data folder, and the service would be locked out.
    @Test
    void aCommandBesideTheServiceHasTheUnitsAccountFolderSettingsAndSecrets() throws IOException {
        String command = Files.readString(Path.of("deploy/systemd/command"));

        for (String name : List.of(
                "User",
                "DynamicUser",
                "UMask",
                "StateDirectory",
                "StateDirectoryMode",
                "WorkingDirectory",
                "EnvironmentFile",
                "LoadCredential")) {
            assertThat(directive(name))
                    .isNotEmpty()
                    .allSatisfy(value -> assertThat(command).contains(" -p " + name + "=" + value + " "));
        }
        assertThat(directive("Environment"))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(command).contains(variable.substring(0, variable.indexOf('=') + 1)));
    }

    @Test
    void theComposedBridgeIsReadOnlyAndEverySecretIsAFile() throws IOException {
        JsonNode bridge = compose().at("/services/bridge");

        assertThat(bridge.path("read_only").asBoolean()).isTrue();
        assertThat(bridge.path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(bridge.path("stop_grace_period").asText()).isEqualTo("60s");
        assertThat(bridge.at("/build/dockerfile").asText()).isEqualTo(IMAGE.toString());
        compose()
                .path("services")
                .forEach(service -> service.path("secrets")
                        .forEach(secret -> assertThat(compose().path("secrets").has(secret.asText()))
                                .as("the secret %s", secret)
                                .isTrue()));
        bridge.path("environment").properties().forEach(setting -> {
            if (setting.getKey().endsWith("_FILE")) {
                assertThat(bridge.path("secrets").toString())
                        .contains(setting.getValue().asText().replace("/run/secrets/", "\""));
            }
        });
    }

    @Test
    void theComposedGatewayIsTheOneThatTheTestsRunAgainst() throws IOException {
        assertThat(compose().at("/services/gateway/build/dockerfile_inline").asText())
                .contains("openclaw@" + GatewayInstall.OPENCLAW);
    }

    /// Docker would make it for root, and the gateway, who is not root, could write nothing into it.
    @Test
    void theComposedGatewayOwnsTheFolderOfItsConfiguration() {
        JsonNode gateway = compose().at("/services/gateway");
        String configuration = gateway.path("volumes")
                .valueStream()
                .map(JsonNode::asText)
                .filter(volume -> volume.startsWith("./openclaw.json:"))
                .map(volume -> volume.substring(volume.indexOf(':') + 1))
                .findFirst()
                .orElseThrow();

        assertThat(gateway.at("/build/dockerfile_inline").asText())
                .endsWith("USER node\nRUN mkdir -p " + Path.of(configuration).getParent() + "\n");
    }

    private static JsonNode compose() {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(COMPOSE.toFile());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// All values of one, in order.
    private static List<String> directive(String name) throws IOException {
        return Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }
}
