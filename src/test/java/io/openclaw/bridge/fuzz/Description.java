package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What the service says of itself (OpenAPI), and values that fit it.
final class Description {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /// @param in `path`, `query` or `header`
    record Parameter(String name, String in, JsonNode schema) {}

    /// @param body schema of its request; null for none
    record Operation(
            String id,
            String method,
            String path,
            List<Parameter> parameters,
            @Nullable JsonNode body,
            List<JsonNode> examples) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private final JsonNode document;

    Description(JsonNode document) {
        this.document = document;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> operations.add(operation(
                                method.getKey(),
                                path.getKey(),
                                method.getValue(),
                                path.getValue().path("parameters")))));
        return operations;
    }

    private Operation operation(String method, String path, JsonNode operation, JsonNode shared) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode several : List.of(operation.path("parameters"), shared)) {
            several.forEach(parameter -> parameters.add(new Parameter(
                    parameter.path("name").asText(),
                    parameter.path("in").asText(),
                    resolved(parameter.path("schema")))));
        }
        JsonNode json = operation.at("/requestBody/content/application~1json");
        List<JsonNode> examples = StreamSupport.stream(json.path("examples").spliterator(), false)
                .map(example -> example.path("value"))
                .toList();
        return new Operation(
                operation.path("operationId").asText(path + " " + method),
                method.toUpperCase(java.util.Locale.ROOT),
                path,
                parameters,
                json.has("schema") ? resolved(json.path("schema")) : null,
                examples);
    }

    /// The properties that a notification may have.
    Set<String> notificationProperties() {
        Set<String> names = new TreeSet<>();
        document.at("/components/schemas/NotificationRequest/properties")
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    JsonNode notification() {
        return document.at("/components/schemas/NotificationRequest");
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asText("");
        return reference.isEmpty() ? schema : document.at(reference.substring(1));
    }

    /// A value that fits the schema; of optional properties, some.
    ///
    /// @param pool knows what a name stands for; its null means that the schema must do
    JsonNode value(Dice dice, String name, JsonNode unresolved, Pool pool) {
        JsonNode schema = resolved(unresolved);
        String known = pool.text(dice, name);
        if (known != null) {
            return TextNode.valueOf(known);
        }
        if (schema.path("enum").size() > 0) {
            return schema.path("enum").get(dice.below(schema.path("enum").size()));
        }
        return switch (schema.path("type").asText("string")) {
            case "boolean" -> NODES.booleanNode(dice.oneIn(2));
            case "integer" -> {
                int least = schema.path("minimum").asInt(1);
                yield NODES.numberNode(
                        least + dice.below(Math.min(20, schema.path("maximum").asInt(9) - least + 1)));
            }
            case "number" -> NODES.numberNode(dice.below(100) / 4.0);
            case "array" -> {
                var array = NODES.arrayNode();
                for (int i = dice.below(4); i >= 0; i--) {
                    array.add(value(dice, name + "[]", schema.path("items"), pool));
                }
                yield array;
            }
            case "object" -> object(dice, schema, pool);
            default -> TextNode.valueOf(Integer.toString(dice.below(1_000)));
        };
    }

    private JsonNode object(Dice dice, JsonNode schema, Pool pool) {
        ObjectNode object = NODES.objectNode();
        if (schema.path("properties").isEmpty()) {
            return object.put("note", pool.marker())
                    .put("n", dice.below(10))
                    .set(
                            "more",
                            NODES.objectNode()
                                    .put("text", dice.words())
                                    .set(
                                            "list",
                                            NODES.arrayNode().add(1.5).addNull().add(true)));
        }
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || pool.usual(property.getKey()) || dice.oneIn(6)) {
                object.set(property.getKey(), value(dice, property.getKey(), property.getValue(), pool));
            }
        });
        return object;
    }
}
