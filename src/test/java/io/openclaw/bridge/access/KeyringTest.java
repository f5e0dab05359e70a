package io.openclaw.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyringTest {
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final Keyring ring = new Keyring(() -> now, 100);

    private static ApiKey key(String name, String secret) {
        return TestKeys.key(name, secret, EnumSet.of(Scope.SEND));
    }

    @Test
    void whoHasASecretIsTheKeysCaller() {
        ring.stored(List.of(key("a", "sa"), key("b", "sb")));
        assertThat(ring.find("sb").caller())
                .isEqualTo(new Caller("b", EnumSet.of(Scope.SEND), SessionPatterns.ALL, 100));
        assertThat(ring.find("sB")).isNull();
        assertThat(ring.find("")).isNull();
        assertThat(ring.find(Secret.hash("sb"))).as("its hash is no key").isNull();
    }

    @Test
    void aKeyCountsUntilItsEnd() {
        ring.stored(List.of(TestKeys.key("a", "s", EnumSet.of(Scope.READ), now.plusSeconds(10))));
        assertThat(ring.find("s")).isNotNull();
        now = now.plusSeconds(10);
        assertThat(ring.find("s")).isNull();
    }

    @Test
    void aRevokedKeyDoesNotCountFromThatCallOn() {
        ring.stored(List.of(key("a", "s")));
        ring.revoke("id-of-s", now);
        assertThat(ring.find("s")).isNull();
        assertThat(ring.caller("id-of-s").name())
                .as("whose messages are still under way")
                .isEqualTo("a");
    }

    @Test
    void whoOnceHadKeysIsNotOpenBecauseTheyHaveEnded() {
        assertThat(ring.isEmpty()).isTrue();
        ring.stored(List.of(TestKeys.key("a", "s", EnumSet.of(Scope.READ), now.minusSeconds(10))));
        assertThat(ring.isEmpty()).isFalse();
    }

    @Test
    void usesAreRememberedOverAReload() {
        ring.stored(List.of(key("a", "s")));
        ring.find("s");
        Instant use = now;
        now = now.plus(Duration.ofMinutes(1));
        ring.stored(List.of(key("a", "s"), key("b", "t")));
        assertThat(ring.lastUses()).containsOnly(Map.entry("id-of-s", use));
    }

    @Test
    void adminIncludesTheOtherScopes() {
        assertThat(new Caller("a", EnumSet.of(Scope.ADMIN), SessionPatterns.ALL, 0).scopes())
                .isEqualTo(EnumSet.allOf(Scope.class));
        assertThat(new Caller("a", EnumSet.of(Scope.READ), SessionPatterns.ALL, 0).scopes())
                .containsExactly(Scope.READ);
    }

    @Test
    void secretsAreLongRecognisableAndNeverTheSame() {
        SecureRandom random = new SecureRandom();
        Set<String> secrets =
                IntStream.range(0, 1_000).mapToObj(i -> Secret.create(random)).collect(Collectors.toSet());
        assertThat(secrets).hasSize(1_000).allMatch(secret -> secret.matches("ocb_[0-9A-Za-z]{43}"));
    }

    @Test
    void nothingThatIsPrintedHasTheSecretOrItsHash() {
        ApiKey key = key("a", "the-secret");
        assertThat(key.toString()).doesNotContain(key.hash());
        assertThat(new Keys.Created(key, "its-own-secret").toString()).doesNotContain("its-own-secret");
    }
}
