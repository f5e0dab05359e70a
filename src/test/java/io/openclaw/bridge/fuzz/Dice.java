package io.openclaw.bridge.fuzz;

import java.util.List;
import java.util.Random;

/// Choices from one seed. Not thread-safe.
final class Dice {
    /// Splits one seed into many that have nothing to do with each other (SplitMix64).
    static long mix(long seed, long index) {
        long z = seed + index * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static final List<String> NASTY = List.of(
            "",
            " ",
            "\u0000",
            "a\u0000b",
            "\ud800",
            "\udc00x",
            "\ud83d\ude00",
            "\u202eabc",
            "\u200b",
            "\ufeff",
            "\u0085",
            "\u2028",
            "\r\n",
            "\t",
            "\u001b[31m",
            "a/b",
            "../../etc/passwd",
            "%00",
            "%",
            "'; DROP TABLE notifications; --",
            "\"}",
            "${jndi:ldap://localhost/x}",
            "{{7*7}}",
            "<script>",
            "null",
            "true",
            "NO_REPLY",
            "1e999999999",
            "9".repeat(500),
            "x".repeat(255),
            "x".repeat(256),
            "x".repeat(16_000),
            "x".repeat(16_001),
            "\ud83d\ude00".repeat(16_000),
            "\u00e4".repeat(300),
            "e\u0301".repeat(40),
            "telegram:dm:",
            "::",
            "telegram:dm:1:topic:",
            "agent:main:main",
            "TELEGRAM:DM:7",
            "9999-12-31T23:59:59Z",
            "+1000000000-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999999999Z",
            "2026-02-30T00:00:00Z",
            "PT0S",
            "-PT1S",
            "PT9223372036854775807S",
            "P1Y",
            "file:///etc/passwd",
            "http://[::1",
            "http://localhost:99999/");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1",
            "3",
            "5",
            "6",
            "1.0",
            "3.0000000000000000000000001",
            "1e0",
            "1e308",
            "1e309",
            "-1e999",
            "1e-999999999",
            "1e999999999",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "0.1",
            "12345678901234567890.12345678901234567890",
            "9".repeat(300),
            "9".repeat(401));

    private final Random random;

    Dice(long seed) {
        random = new Random(seed);
    }

    long seed() {
        return random.nextLong();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /// A text that somebody did not think of.
    String nasty() {
        return of(NASTY);
    }

    /// A JSON number, as it is written.
    String number() {
        return of(NUMBERS);
    }

    /// A text that is fine, with letters of all the world.
    String words() {
        List<String> words = List.of(
                "Deploy",
                "finished",
                "in",
                "42 s",
                "\u2714",
                "\u5b8c\u4e86",
                "\ud83d\ude80",
                "na\u00efve",
                "*a*",
                "<b>",
                "line\nbreak",
                "`x`",
                "\u0627\u0644",
                "tab\there");
        StringBuilder text = new StringBuilder();
        for (int i = 1 + below(6); i > 0; i--) {
            text.append(of(words)).append(i > 1 ? " " : "");
        }
        return text.toString();
    }
}
