package io.openclaw.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredKeysTest {
    private static final String SECRET = "a-secret-of-more-than-32-characters-by-far";
    private static final String ONE = "{\"keys\":[{\"name\":\"billing\",\"secret\":\"" + SECRET
            + "\",\"scopes\":[\"send\"],\"sessions\":[\"telegram:*\"],\"rate\":5,\"expiresAt\":\"2099-01-01T00:00:00Z\"}]}";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("keys.json");
    }

    private record Config(Optional<String> adminKey, Optional<Path> adminKeyFile, Optional<Path> keysFile)
            implements AccessConfig {
        @Override
        public Mode mode() {
            return Mode.AUTO;
        }

        @Override
        public int rate() {
            return 0;
        }

        @Override
        public int burstSeconds() {
            return 1;
        }

        @Override
        public int failuresPerMinute() {
            return 1;
        }

        @Override
        public Oidc oidc() {
            throw new UnsupportedOperationException();
        }
    }

    private ConfiguredKeys keys(@Nullable String text) throws IOException {
        if (text != null) {
            Files.writeString(file, text);
        }
        return new ConfiguredKeys(new Config(Optional.empty(), Optional.empty(), Optional.of(file)));
    }

    @Test
    void aFileGivesItsKeys() throws IOException {
        ApiKey key = keys(ONE).load().getFirst();
        assertThat(key.hash()).isEqualTo(Secret.hash(SECRET));
        assertThat(key.scopes()).isEqualTo(EnumSet.of(Scope.SEND));
        assertThat(key.sessions().texts()).containsExactly("telegram:*");
        assertThat(key.rate()).isEqualTo(5);
        assertThat(key.expiresAt()).isEqualTo("2099-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                                              | is no JSON",
                "[]                                                                             | not of the form",
                "{\"key\":[]}                                                                   | not of the form",
                "{\"keys\":[{\"name\":\"a\",\"secret\":\"tooshort\",\"scopes\":[\"send\"]}]}    | shorter than 32",
                "{\"keys\":[{\"name\":\"a b\",\"sha256\":\"00\",\"scopes\":[\"send\"]}]}        | name must be",
                "{\"keys\":[{\"name\":\"a\",\"sha256\":\"00\",\"scopes\":[\"send\"]}]}          | 64 hexadecimal",
                "{\"keys\":[{\"name\":\"a\",\"scopes\":[\"send\"]}]}                            | either secret or sha256",
                "{\"keys\":[{\"name\":\"a\",\"secret\":\"SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS\",\"scopes\":[]}]} | at least one of",
                "{\"keys\":[{\"name\":\"a\",\"secret\":\"SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS\",\"scopes\":[\"sned\"]}]} | send, read and admin only",
                "{\"keys\":[{\"name\":\"a\",\"secret\":\"SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS\",\"scopes\":[\"send\"],\"session\":[\"a:b\"]}]} | unknown property",
                "{\"keys\":[{\"name\":\"a\",\"secret\":\"SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS\",\"scopes\":[\"send\"],\"sessions\":[]}]} | sessions is empty",
                "{\"keys\":[{\"name\":\"a\",\"secret\":\"SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS\",\"scopes\":[\"send\"],\"sessions\":\"a:b\"}]} | sessions must be a list",
                "{\"keys\":[{\"name\":\"a\",\"secret\":\"SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS\",\"scopes\":[\"send\"],\"expiresAt\":\"soon\"}]} | expiresAt must be",
            })
    void aFileThatDoesNotFitStopsTheStartAndSaysWhyWithoutItsSecrets(String text, String why) throws IOException {
        ConfiguredKeys keys = keys(text);
        assertThatThrownBy(keys::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OPENCLAW_ACCESS_KEYS_FILE")
                .hasMessageContaining(why)
                .message()
                .doesNotContain("SSSS");
    }

    @Test
    void aMissingFileStopsTheStart() throws IOException {
        ConfiguredKeys keys = keys(null);
        assertThatThrownBy(keys::load).hasMessageContaining("cannot be read");
    }

    @Test
    void aChangedFileIsSeenAndABrokenOneLeavesTheKeysFromBefore() throws IOException {
        ConfiguredKeys keys = keys(ONE);
        keys.load();
        assertThat(keys.changed()).as("nothing has changed").isNull();
        Files.writeString(file, "{\"keys\":[");
        assertThat(keys.changed()).as("half of a file").isNull();
        Files.delete(file);
        assertThat(keys.changed()).as("no file").isNull();
        Files.writeString(file, "{\"keys\":[]}");
        assertThat(keys.changed()).isEmpty();
        Files.writeString(file, ONE);
        assertThat(keys.changed()).hasSize(1);
    }

    @Test
    void theAdminKeyMustBeWorthItsName() {
        assertThatThrownBy(() ->
                        new ConfiguredKeys(new Config(Optional.of("short"), Optional.empty(), Optional.empty())).load())
                .hasMessageContaining("OPENCLAW_ACCESS_ADMIN_KEY must be at least 32");
        assertThatThrownBy(
                        () -> new ConfiguredKeys(new Config(Optional.of(SECRET), Optional.of(file), Optional.empty())))
                .hasMessageContaining("both set");
        assertThat(new ConfiguredKeys(new Config(Optional.of(SECRET), Optional.empty(), Optional.empty())).load())
                .singleElement()
                .satisfies(key -> assertThat(key.scopes()).containsExactly(Scope.ADMIN));
    }
}
