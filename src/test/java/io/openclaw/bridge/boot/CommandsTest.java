package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.openclaw.bridge.production.BridgeConfig;
import io.smallrye.config.ConfigMapping;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Commands commands, String... arguments) {
        return commands.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void helpNamesEveryCommand(String word) {
        assertThat(run(new Commands(), word)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("version", "help", "Exit code");
    }

    @Test
    void unknownCommandIsAnsweredWithTheUsageAndCodeTwo() {
        assertThat(run(new Commands(), "docter")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no command \"docter\"", "Usage");
        assertThat(out.size()).isZero();
    }

    @Test
    void wrongArgumentsAreAnsweredWithThatCommandsUsageAndCodeTwo() {
        assertThat(run(new Commands(), "version", "--loud")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("takes no arguments", "Usage");
    }

    @Test
    void versionIsPrinted() {
        assertThat(run(new Commands(), "--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("OpenClaw Bridge ");
    }

    @Test
    void failureIsOneSentenceAndCodeOne() {
        Command failing = new Command() {
            @Override
            public String name() {
                return "fail";
            }

            @Override
            public String arguments() {
                return "";
            }

            @Override
            public String purpose() {
                return "";
            }

            @Override
            public int run(List<String> arguments, PrintStream out) {
                throw new IllegalStateException("The disk is full.");
            }
        };

        assertThat(run(new Commands(List.of(failing)), "fail")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("fail failed: The disk is full." + System.lineSeparator());
    }

    @Test
    void settingsAreReadWithoutTheService() {
        assertThat(StandaloneSettings.read().of(BridgeConfig.class).gateway().name())
                .isEqualTo("default");
    }

    @Test
    void everyMappingOfOursIsRead() {
        assertThat(new ClassFileImporter()
                        .importPath(Path.of("target", "classes")).stream()
                                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                                .map(JavaClass::getName))
                .containsExactlyInAnyOrderElementsOf(
                        StandaloneSettings.MAPPINGS.stream().map(Class::getName).toList());
    }
}
