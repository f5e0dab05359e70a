package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Between the gateway's trees and the front door's plain values.
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /// An object as a map; anything else under the name `value`; nothing as an empty map. Unmodifiable
    /// all
    /// the way down: one event is handed to many handlers.
    static Map<String, Object> map(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Map.of();
        }
        return node instanceof ObjectNode object
                ? members(object)
                : Map.of("value", Objects.requireNonNull(value(node)));
    }

    // Nulls stay: `Map.copyOf` would refuse them.
    private static Map<String, Object> members(ObjectNode object) {
        Map<String, @Nullable Object> members = LinkedHashMap.newLinkedHashMap(object.size());
        object.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
        return unmodifiable(members);
    }

    private static @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> members((ObjectNode) node);
            case ARRAY -> {
                List<@Nullable Object> values = new ArrayList<>(node.size());
                node.forEach(element -> values.add(value(element)));
                yield Collections.unmodifiableList(values);
            }
            case STRING -> node.textValue();
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }

    /// The front door says "null" in words, where a type of `Map` cannot.
    @SuppressWarnings("NullAway")
    private static Map<String, Object> unmodifiable(Map<String, @Nullable Object> members) {
        return Collections.unmodifiableMap(members);
    }

    static ObjectNode tree(Map<String, Object> map) {
        return MAPPER.valueToTree(map);
    }

    static @Nullable String text(JsonNode node) {
        return node.isTextual() || node.isNumber() ? node.asText() : null;
    }
}
