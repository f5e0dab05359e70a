package io.openclaw.bridge.production;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Between the gateway's trees and the front door's plain values.
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    /// Enough of a gateway's sentence to act on.
    private static final int CLIP = 200;

    private Json() {}

    /// An object as a map; anything else under the name `value`; nothing as an empty map.
    static Map<String, Object> map(JsonNode node) {
        if (node.isObject()) {
            return Collections.unmodifiableMap(MAPPER.convertValue(node, MAP));
        }
        if (node.isMissingNode() || node.isNull()) {
            return Map.of();
        }
        return Map.of("value", MAPPER.convertValue(node, Object.class));
    }

    static ObjectNode tree(Map<String, Object> map) {
        return MAPPER.valueToTree(map);
    }

    static @Nullable String text(JsonNode node) {
        return node.isTextual() || node.isNumber() ? node.asText() : null;
    }

    static String clip(String text) {
        return text.length() <= CLIP
                ? text
                : text.substring(0, text.offsetByCodePoints(0, Math.min(CLIP, text.codePointCount(0, text.length()))))
                        + "…";
    }
}
