package io.openclaw.bridge.notification;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import io.openclaw.bridge.notification.NotificationState.Dead;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Notifications in every state, for tests of what shows them.
public final class Rows {
    public static final Instant NOW = Instant.parse("2026-11-20T18:00:00.120Z");

    private Rows() {}

    public static Notification bare() {
        Content content = new Content(
                "",
                "telegram:dm:1",
                "Tëxt \"quoted\" 😀\n",
                Map.of(),
                DeliveryStyle.DIRECT,
                TextFormat.PLAIN,
                3,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null);
        return Notification.create(new UUID(7L << 12, 1L << 63), content, "lane", "default", NOW)
                .stored(1, 1);
    }

    public static Notification full() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("text", "ä");
        metadata.put("number", 12L);
        metadata.put("decimal", new java.math.BigDecimal("1.50"));
        metadata.put("flag", true);
        metadata.put("nothing", null);
        metadata.put("list", Arrays.asList(1L, null, "x", Map.of("deep", List.of())));
        Content content = new Content(
                "somebody",
                "telegram:dm:1",
                "text",
                metadata,
                DeliveryStyle.AGENT,
                TextFormat.MARKDOWN,
                5,
                "main",
                "42",
                "4711",
                "second",
                true,
                NOW.plusSeconds(10),
                NOW.plusSeconds(100),
                URI.create("https://example.org/told?x=1"),
                "key",
                "fingerprint",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        return Notification.create(new UUID(7L << 12, (1L << 63) + 1), content, "lane", "default", NOW)
                .stored(2, 1);
    }

    public static Notification sending() {
        return full().join(NOW).claim("me", NOW, "boot");
    }

    /// One of each, some with all there is to show.
    public static List<Notification> ofEveryState() {
        Notification sending = sending();
        Notification retried = sending.retry(NOW.plusSeconds(9), NOW.plusSeconds(600), NOW, "LATE_RETRY", "later");
        return List.of(
                bare(),
                full(),
                sending,
                retried,
                retried.stepAside(),
                sending.defer(NOW.plusSeconds(1), NOW, "BREAKER_OPEN", "breaker"),
                sending.deliver(NOW.plusMillis(5), "m1", "r1", "reply"),
                bare().claim("me", NOW, null).deliver(NOW, null, null, null),
                sending.park("lost", NOW.plusSeconds(99), NOW.plusSeconds(1), NOW, "nobody knows"),
                sending.die(
                        new Dead(NOW, "PARTIAL_DELIVERY", "m1", "r1", "reply"), Attempt.Result.REFUSED, "only a part"),
                bare().expire(NOW),
                bare().cancel(NOW),
                bare().cancel(NOW).replay(bare().content(), "lane", "default", NOW));
    }
}
