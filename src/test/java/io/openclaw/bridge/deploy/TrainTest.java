package io.openclaw.bridge.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/train`, where it refuses to begin. That it trains: `ReadOnlyIT`.
class TrainTest {
    @TempDir
    Path folder;

    @Test
    void anOldJavaIsNamedWithTheRemedyAndNothingIsStarted() throws Exception {
        Path java = Files.writeString(folder.resolve("java"), """
                #!/bin/sh
                [ "$*" = -version ] || touch started
                echo 'openjdk version "17.0.15" 2025-04-15' >&2
                """);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));

        assertThat(train(java.toString()))
                .isEqualTo("1: " + java + " is Java 17. Needs Java 25: deploy/train " + folder + " /path/to/java\n");
        assertThat(folder.resolve("started")).doesNotExist();
    }

    @Test
    void noJavaIsNamedWithTheRemedyToo() throws Exception {
        assertThat(train("/nowhere/java"))
                .isEqualTo("1: /nowhere/java is no Java. Needs Java 25: deploy/train " + folder + " /path/to/java\n");
    }

    /// How it ended, and what it said.
    private String train(String java) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("deploy/train", folder.toString(), java)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + ": " + said;
    }
}
