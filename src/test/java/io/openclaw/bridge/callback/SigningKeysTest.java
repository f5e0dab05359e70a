package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeysTest {
    private static final String FIRST = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SECOND = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazqpLcGm8eY=";
    private static final String RAW = "a plain text of 24 bytes or more".replace(' ', '-');

    private static Map<String, List<String>> headers(long timestamp, String signature) {
        return Map.of(
                "webhook-id", List.of("id:1"),
                "webhook-timestamp", List.of(Long.toString(timestamp)),
                "webhook-signature", List.of(signature));
    }

    @Test
    void signatureIsTheOneThatStandardWebhooksVerifies() throws Exception {
        long now = System.currentTimeMillis() / 1000;
        String signature = SigningKeys.parse(FIRST).sign("id:1", now, "{\"a\":\"ä\"}");
        new Webhook(FIRST).verify("{\"a\":\"ä\"}", headers(now, signature));
    }

    @Test
    void whileAKeyIsExchangedBothVerify() throws Exception {
        long now = System.currentTimeMillis() / 1000;
        String signature = SigningKeys.parse(" " + FIRST + "  " + SECOND + "\n").sign("id:1", now, "{}");
        assertThat(signature.split(" ")).hasSize(2);
        new Webhook(FIRST).verify("{}", headers(now, signature));
        new Webhook(SECOND).verify("{}", headers(now, signature));
    }

    @Test
    void plainTextIsTheKeyAsItStands() throws Exception {
        long now = System.currentTimeMillis() / 1000;
        String signature = SigningKeys.parse(RAW).sign("id:1", now, "{}");
        new Webhook(RAW.getBytes(StandardCharsets.UTF_8)).verify("{}", headers(now, signature));
    }

    @ParameterizedTest
    @CsvSource({
        "whsec_%%%S3CRETS3CRETS3CRETS3CRETS3CRET, secret 1 is not base64",
        "whsec_, secret 1 has 0 bytes",
        "whsec_UzNDUkVU, secret 1 has 6 bytes",
        "S3CRET, secret 1 has 6 bytes",
        "whsk_S3CRETS3CRETS3CRETS3CRETS3CRETS3CRET, secret 1 is a private key",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw S3CRET, secret 2 has 6 bytes",
    })
    void malformedSecretIsNamedAndNotTold(String secret, String sentence) {
        assertThatThrownBy(() -> SigningKeys.parse(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OPENCLAW_CALLBACK_SECRET")
                .hasMessageContaining(sentence)
                .hasNoCause()
                .message()
                .doesNotContain("S3CRET", "UzND");
    }

    @Test
    void blankIsNone() {
        assertThat(SigningKeys.parse("  ").isEmpty()).isTrue();
        assertThat(SigningKeys.parse(FIRST).toString()).isEqualTo("SigningKeys[1]");
    }

    @Test
    void aKeyInAFileIsExchangedWithoutARestart(@TempDir Path folder) throws Exception {
        Path file = write(folder, FIRST, 1);
        SigningKeys keys = new SigningKeys(new SecretFile(file, Duration.ZERO));
        String first = SigningKeys.parse(FIRST).sign("1", 1, "{}");
        String second = SigningKeys.parse(SECOND).sign("1", 1, "{}");
        assertThat(keys.sign("1", 1, "{}")).isEqualTo(first);

        write(folder, FIRST + "\n" + SECOND, 2);
        assertThat(keys.sign("1", 1, "{}")).isEqualTo(first + " " + second);

        write(folder, SECOND, 3);
        assertThat(keys.sign("1", 1, "{}")).isEqualTo(second);
    }

    @Test
    void aChangeThatCannotBeUsedLeavesTheKeysAsTheyWere(@TempDir Path folder) throws Exception {
        Path file = write(folder, FIRST, 1);
        SigningKeys keys = new SigningKeys(new SecretFile(file, Duration.ZERO));
        String first = SigningKeys.parse(FIRST).sign("1", 1, "{}");

        write(folder, "short", 2);
        assertThat(keys.sign("1", 1, "{}")).isEqualTo(first);
        write(folder, "", 3);
        assertThat(keys.sign("1", 1, "{}")).isEqualTo(first);
        Files.delete(file);
        assertThat(keys.sign("1", 1, "{}")).isEqualTo(first);
    }

    @Test
    void aFileWithoutAKeyStopsTheStartAndIsNamed(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> SigningKeys.of(folder.resolve("none")))
                .hasMessageContaining("OPENCLAW_CALLBACK_SECRET_FILE cannot be read");
        Path empty = write(folder, " ", 1);
        assertThatThrownBy(() -> SigningKeys.of(empty)).hasMessageContaining("OPENCLAW_CALLBACK_SECRET_FILE is empty");
        Path bad = write(folder, "S3CRET", 2);
        assertThatThrownBy(() -> SigningKeys.of(bad))
                .hasMessageContaining("OPENCLAW_CALLBACK_SECRET_FILE: secret 1 has 6 bytes")
                .message()
                .doesNotContain("S3CRET");
    }

    private static Path write(Path folder, String text, int minute) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), text);
        return Files.setLastModifiedTime(
                file, FileTime.from(Duration.ofMinutes(minute).toMillis(), TimeUnit.MILLISECONDS));
    }
}
