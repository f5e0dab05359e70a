package io.openclaw.bridge.fuzz;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the names in the description stand for, for one input.
///
/// @param marker stands in its texts, which must come back from no refusal and no log
/// @param callback where a receiver listens
/// @param ids gives an id that there is
record Pool(String marker, String callback, Function<Dice, String> ids) {
    /// Begins every marker.
    static final String SECRET = "Geheimnis";

    /// A whole [#marker]. Its end shows one that was cut short, or that other digits came to stand behind.
    static final Pattern MARKER = Pattern.compile(SECRET + "[0-9a-f]+!");

    private static final List<String> SESSIONS = List.of(
            "telegram:dm:1%d",
            "telegram:dm:1%d",
            "telegram:direct:1%d",
            "telegram:group:-100%d:topic:7",
            "whatsapp:group:1203%d@g.us",
            "slack:channel:C0%d",
            "discord:channel:9%d",
            "agent:main:fuzz%d");

    /// @return null for what the schema says enough about
    @Nullable
    String text(Dice dice, String name) {
        return switch (name) {
            case "sessionKey" -> dice.of(SESSIONS).formatted(dice.below(50));
            case "message" -> marker + " " + dice.words();
            case "callbackUrl" -> callback;
            case "deliverAt" ->
                dice.oneIn(8)
                        ? "2999-01-01T00:00:00Z"
                        : Instant.now().plusMillis(dice.below(2_000) - 1_000).toString();
            case "expiresAt" ->
                Instant.now().plusSeconds(dice.oneIn(8) ? 1 : 3_600).toString();
            case "since" -> Instant.now().minusSeconds(dice.below(600)).toString();
            case "until" -> Instant.now().plusSeconds(60).toString();
            case "ttl" -> dice.oneIn(8) ? "PT1S" : "PT1H";
            case "deadline" -> "PT10S";
            case "idempotencyKey", "Idempotency-Key" -> "k" + dice.below(1 << 20);
            case "Prefer" -> dice.oneIn(20) ? "wait=1" : "respond-async";
            case "cursor" -> dice.oneIn(2) ? "MTIz" : dice.words().strip();
            case "id" -> ids.apply(dice);
            default -> null;
        };
    }

    /// Optional, but without it little is to be seen.
    boolean usual(String name) {
        return name.equals("sessionKey") || name.equals("dryRun") || name.equals("limit");
    }

    /// What the texts of one input have in them, and of no other.
    static String marker(long seed) {
        return SECRET + Long.toHexString(seed) + "!";
    }
}
