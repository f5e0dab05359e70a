package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseAddressTest {
    private static final String URL = "postgresql://bridge@db.example:5432/bridge?sslmode=require";

    @TempDir
    private Path folder;

    private static Optional<String> address(Map<String, String> settings) {
        return DatabaseAddress.of(new SmallRyeConfigBuilder()
                .withMapping(DatabaseConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(DatabaseConfig.class));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("secret"), text + "\n").toString();
    }

    @Test
    void withoutAnythingItIsSqlite() {
        assertThat(address(Map.of())).isEmpty();
    }

    @Test
    void theAddressMayBeInAFile() throws IOException {
        assertThat(address(Map.of("openclaw.database-url-file", file(URL)))).contains(URL);
    }

    @Test
    void thePasswordMayBeASecretOfItsOwnWithAnyCharacters() throws IOException {
        String wanted = "postgresql://bridge:p%40s%2Fs%3A%20%25%2B@db.example:5432/bridge?sslmode=require";

        assertThat(address(Map.of("openclaw.database-url", URL, "openclaw.database-password", "p@s/s: %+")))
                .contains(wanted);
        assertThat(address(Map.of("openclaw.database-url", URL, "openclaw.database-password-file", file("p@s/s: %+"))))
                .contains(wanted);
    }

    @Test
    void whatContradictsItselfIsNamedAndNotRepeated() throws IOException {
        assertThatThrownBy(() -> address(Map.of("openclaw.database-password", "hunter2")))
                .hasMessageContaining("OPENCLAW_DATABASE_URL")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> address(Map.of(
                        "openclaw.database-url",
                        "postgresql://a:hunter1@h/d",
                        "openclaw.database-password",
                        "hunter2")))
                .hasMessageNotContaining("hunter");
        String file = file("hunter3");
        assertThatThrownBy(() -> address(Map.of(
                        "openclaw.database-url", URL,
                        "openclaw.database-password", "hunter2",
                        "openclaw.database-password-file", file)))
                .hasMessageContaining("both set")
                .hasMessageNotContaining("hunter");
        assertThatThrownBy(() -> address(Map.of(
                        "openclaw.database-url-file", folder.resolve("no").toString())))
                .hasMessageContaining("OPENCLAW_DATABASE_URL_FILE cannot be read");
    }
}
