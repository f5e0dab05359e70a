package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceTokensTest {
    @TempDir
    private Path folder;

    @Test
    void aTokenIsKeptForItsOwnerOnlyAndFoundAgain() throws IOException {
        Path file = folder.resolve("data/device-token");
        DeviceTokens tokens = DeviceTokens.load(file);
        assertThat(tokens.get()).isNull();

        assertThat(tokens.set("first")).isTrue();
        tokens.save();
        assertThat(tokens.set("first")).as("no news").isFalse();
        assertThat(tokens.set("second")).isTrue();
        tokens.save();

        assertThat(DeviceTokens.load(file).get()).isEqualTo("second");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aForgottenTokenIsGoneFromTheDisk() throws IOException {
        Path file = Files.writeString(folder.resolve("device-token"), " token \n");
        DeviceTokens tokens = DeviceTokens.load(file);
        assertThat(tokens.get()).isEqualTo("token");

        assertThat(tokens.set(null)).isTrue();
        tokens.save();
        tokens.save();

        assertThat(file).doesNotExist();
        assertThat(DeviceTokens.load(file).get()).isNull();
    }

    @Test
    void anEmptyOrDamagedFileStopsNobody() throws IOException {
        Path file = Files.writeString(folder.resolve("device-token"), " \n");
        assertThat(DeviceTokens.load(file).get()).isNull();

        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(DeviceTokens.load(file).get()).isNotNull();
    }

    @Test
    void theTokenIsNotShown() throws IOException {
        DeviceTokens tokens = DeviceTokens.load(Files.writeString(folder.resolve("device-token"), "secret"));

        assertThat(tokens.toString()).doesNotContain("secret");
    }
}
