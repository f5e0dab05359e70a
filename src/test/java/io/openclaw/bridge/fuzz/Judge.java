package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Knows by another reader than the service's own what a body says, what must be refused, and whether a notification is
/// the one that was sent.
final class Judge {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Set<String> PLAIN = Set.of(
            "message",
            "sessionKey",
            "metadata",
            "delivery",
            "format",
            "priority",
            "threadId",
            "replyToId",
            "accountId",
            "agentId",
            "silent",
            "callbackUrl",
            "idempotencyKey");

    private final Set<String> properties;

    /// @param properties that a notification may have
    Judge(Set<String> properties) {
        this.properties = properties;
    }

    /// @return null where it is no JSON, or not UTF-8
    static @Nullable JsonNode json(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return STRICT.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (IOException e) {
            return null;
        }
    }

    /// Why it must not have been taken; null where nothing is known against it.
    @Nullable
    String flaw(@Nullable JsonNode sent) {
        if (sent == null || !sent.isObject()) {
            return "no JSON object";
        }
        for (var property : sent.properties()) {
            if (!properties.contains(property.getKey())) {
                return "unknown property";
            }
        }
        JsonNode message = sent.path("message");
        if (!message.isTextual() || message.asText().isBlank()) {
            return "no message";
        }
        String text = message.asText();
        if (text.codePointCount(0, text.length()) > 16_000) {
            return "message too long";
        }
        if (text.codePoints().anyMatch(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff))) {
            return "NUL or half a surrogate pair in the message";
        }
        JsonNode priority = sent.path("priority");
        if (!priority.isMissingNode()
                && !priority.isNull()
                && !(priority.isIntegralNumber() && priority.asLong() >= 1 && priority.asLong() <= 5)) {
            return "priority";
        }
        if (sent.hasNonNull("ttl") && sent.hasNonNull("expiresAt")) {
            return "ttl and expiresAt";
        }
        return null;
    }

    /// What of a notification is not as it was sent; null for nothing.
    static @Nullable String difference(JsonNode sent, JsonNode view) {
        for (var property : sent.properties()) {
            String name = property.getKey();
            JsonNode value = property.getValue();
            if (value.isNull() || !view.has(name)) {
                continue;
            }
            boolean same = PLAIN.contains(name)
                    ? same(value, view.path(name))
                    : !name.endsWith("At")
                            || sameMoment(value.asText(), view.path(name).asText());
            if (!same) {
                return name;
            }
        }
        return view.path("message").asText().equals(sent.path("message").asText()) ? null : "message";
    }

    static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isObject() && b.isObject()) {
            return a.size() == b.size()
                    && a.properties().stream()
                            .allMatch(entry -> b.has(entry.getKey()) && same(entry.getValue(), b.get(entry.getKey())));
        }
        if (a.isArray() && b.isArray()) {
            for (int i = 0; i < a.size(); i++) {
                if (!b.has(i) || !same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return a.size() == b.size();
        }
        return a.equals(b);
    }

    /// Stores count in milliseconds.
    private static boolean sameMoment(String a, String b) {
        Instant sent = OffsetDateTime.parse(a).toInstant();
        Instant seen = Instant.parse(b);
        return Math.abs(sent.toEpochMilli() - seen.toEpochMilli()) <= 1;
    }
}
