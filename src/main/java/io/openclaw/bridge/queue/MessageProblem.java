package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Flaw;
import io.openclaw.bridge.notification.NotificationException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Why a message is no notification, in the words of the HTTP door's problems.
///
/// @param type as the HTTP door's
/// @param detail for people
/// @param flaws each thing that is wrong
record MessageProblem(String type, String title, String detail, List<Flaw> flaws) {
    private static final String TYPES = "urn:openclaw-bridge:problem:";

    /// A caller mends the first ones first.
    private static final int SHOWN = 20;

    static MessageProblem of(NotificationException why) {
        return why instanceof NotificationException.Invalid invalid ? of(invalid) : forbidden();
    }

    private static MessageProblem forbidden() {
        return new MessageProblem(
                TYPES + "forbidden-session",
                "The credentials do not allow this session",
                "The key that published this message is limited to certain sessions, and this is none of them; nothing was stored.",
                List.of());
    }

    private static MessageProblem of(NotificationException.Invalid invalid) {
        List<Flaw> shown = invalid.flaws().stream().limit(SHOWN).toList();
        String detail =
                shown.stream().map(flaw -> flaw.field() + " " + flaw.message()).collect(Collectors.joining("; "));
        return new MessageProblem(TYPES + "validation", "The message is not valid", detail, shown);
    }

    static MessageProblem of(Acceptance.KeyReused reused) {
        return new MessageProblem(
                TYPES + "idempotency-key-reused",
                "The key belongs to another notification",
                "The same idempotencyKey came before with other fields, in notification "
                        + reused.row().id()
                        + "; nothing was stored. Repeat with the same fields, or take a new key.",
                List.of());
    }

    /// As application properties of the copy.
    Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("problemType", type);
        properties.put("problemTitle", title);
        properties.put("problemDetail", detail);
        if (!flaws.isEmpty()) {
            JsonArray violations = new JsonArray();
            flaws.forEach(flaw ->
                    violations.add(new JsonObject().put("field", flaw.field()).put("message", flaw.message())));
            properties.put("problemViolations", violations.encode());
        }
        return properties;
    }
}
