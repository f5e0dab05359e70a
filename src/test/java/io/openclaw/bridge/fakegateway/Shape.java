package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A closed JSON object, checked as strictly and complained about in the same words as by the real gateway's validator.
final class Shape {

    /// What a property's value must be.
    sealed interface Kind {
        record Text(int minLength) implements Kind {}

        record Flag() implements Kind {}

        record Whole(long min, long max) implements Kind {}

        record Texts() implements Kind {}

        record OneOf(Set<String> values) implements Kind {}

        record Constant(String value) implements Kind {}

        record Nested(Shape shape) implements Kind {}

        record Anything() implements Kind {}
    }

    record Property(String name, Kind kind, boolean required) {
        Property must() {
            return new Property(name, kind, true);
        }
    }

    private final Map<String, Property> properties = new LinkedHashMap<>();
    private final List<String> required;

    private Shape(Property... properties) {
        for (Property property : properties) {
            this.properties.put(property.name, property);
        }
        required = Arrays.stream(properties)
                .filter(Property::required)
                .map(Property::name)
                .toList();
    }

    static Shape of(Property... properties) {
        return new Shape(properties);
    }

    static Property text(String name) {
        return new Property(name, new Kind.Text(0), false);
    }

    static Property filled(String name) {
        return new Property(name, new Kind.Text(1), false);
    }

    static Property flag(String name) {
        return new Property(name, new Kind.Flag(), false);
    }

    static Property whole(String name, long min) {
        return whole(name, min, Long.MAX_VALUE);
    }

    static Property whole(String name, long min, long max) {
        return new Property(name, new Kind.Whole(min, max), false);
    }

    static Property texts(String name) {
        return new Property(name, new Kind.Texts(), false);
    }

    static Property oneOf(String name, String... values) {
        return new Property(name, new Kind.OneOf(Set.of(values)), false);
    }

    static Property constant(String name, String value) {
        return new Property(name, new Kind.Constant(value), false);
    }

    static Property nested(String name, Shape shape) {
        return new Property(name, new Kind.Nested(shape), false);
    }

    static Property anything(String name) {
        return new Property(name, new Kind.Anything(), false);
    }

    /// What is wrong with the value, or null.
    @Nullable
    String violations(@Nullable JsonNode value) {
        List<String> found = new ArrayList<>(0);
        check(value, "", found);
        return found.isEmpty() ? null : String.join("; ", found);
    }

    private void check(@Nullable JsonNode object, String path, List<String> found) {
        if (object == null || !object.isObject()) {
            found.add(at(path) + "must be object");
            return;
        }
        // The real validator names the first one only.
        for (String name : required) {
            if (!object.has(name)) {
                found.add(at(path) + "must have required property '" + name + "'");
                break;
            }
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (!properties.containsKey(entry.getKey())) {
                found.add("at " + (path.isEmpty() ? "root" : path) + ": unexpected property '" + entry.getKey() + "'");
                break;
            }
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            Property property = properties.get(entry.getKey());
            if (property != null) {
                check(property.kind, entry.getValue(), path, property.name, found);
            }
        }
    }

    private static void check(Kind kind, JsonNode value, String path, String name, List<String> found) {
        String complaint = switch (kind) {
            case Kind.Text text ->
                !value.isTextual()
                        ? "must be string"
                        : value.textValue().length() < text.minLength
                                ? "must not have fewer than " + text.minLength + " characters"
                                : null;
            case Kind.Flag flag -> value.isBoolean() ? null : "must be boolean";
            case Kind.Whole whole ->
                !value.isIntegralNumber()
                        ? "must be integer"
                        : value.longValue() < whole.min
                                ? "must be >= " + whole.min
                                : value.longValue() > whole.max ? "must be <= " + whole.max : null;
            case Kind.Texts texts -> value.isArray() ? null : "must be array";
            case Kind.OneOf oneOf ->
                value.isTextual() && oneOf.values.contains(value.textValue())
                        ? null
                        : "must be equal to one of the allowed values";
            case Kind.Constant constant ->
                value.isTextual() && constant.value.equals(value.textValue()) ? null : "must be equal to constant";
            case Kind.Nested nested -> {
                nested.shape.check(value, path + "/" + name, found);
                yield null;
            }
            case Kind.Anything anything -> null;
        };
        if (complaint != null) {
            found.add("at " + path + "/" + name + ": " + complaint);
        }
    }

    private static String at(String path) {
        return path.isEmpty() ? "" : "at " + path + ": ";
    }
}
