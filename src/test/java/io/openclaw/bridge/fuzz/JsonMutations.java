package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Spoils JSON: first as a tree, so that it stays JSON and is wrong in one place, then as bytes.
final class JsonMutations {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> PIECES = List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\",
            "\\u",
            "\\ud800",
            "\\u0000",
            "null",
            "true",
            "NaN",
            "Infinity",
            "-",
            "+1",
            "01",
            "1e999999999",
            "9".repeat(500),
            "[".repeat(2_000),
            "{\"a\":".repeat(2_000),
            "//",
            "/**/",
            "\r\n",
            "\"\":1,",
            "\"message\":\"twice\",",
            "'a'",
            "\u00a0");
    private static final List<byte[]> BYTES = List.of(
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc3, 0x28},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xc0, (byte) 0x80},
            new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            new byte[] {0},
            new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf});

    private JsonMutations() {}

    /// One property or element, anywhere in the tree: another value, none, renamed, doubled or nested.
    static void tree(Dice dice, JsonNode root) {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        JsonNode place = dice.of(containers);
        if (place instanceof ObjectNode object) {
            inObject(dice, object);
        } else if (place instanceof ArrayNode array) {
            if (array.isEmpty() || dice.oneIn(3)) {
                array.add(value(dice));
            } else if (dice.oneIn(2)) {
                array.set(dice.below(array.size()), value(dice));
            } else {
                array.remove(dice.below(array.size()));
            }
        }
    }

    private static void inObject(Dice dice, ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty() || dice.oneIn(6)) {
            object.set(dice.oneIn(2) ? "unknown" : dice.nasty(), value(dice));
            return;
        }
        String name = dice.of(names);
        switch (dice.below(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name + (dice.oneIn(2) ? " " : "X"), object.remove(name));
            case 2 -> object.set(name, NODES.objectNode().set(name, object.get(name)));
            case 3 -> object.set(name, NODES.arrayNode().add(object.get(name)));
            case 4 -> object.set(name, TextNode.valueOf(object.get(name).asText() + dice.nasty()));
            default -> object.set(name, value(dice));
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static JsonNode value(Dice dice) {
        return switch (dice.below(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(dice.oneIn(2));
            case 2, 3 -> NODES.rawValueNode(new RawValue(dice.number()));
            case 4 -> nested(dice.below(20));
            case 5 -> {
                ObjectNode many = NODES.objectNode();
                for (int i = dice.below(40); i >= 0; i--) {
                    many.put("k" + i, i);
                }
                yield many;
            }
            default -> TextNode.valueOf(dice.nasty());
        };
    }

    private static JsonNode nested(int depth) {
        JsonNode inner = TextNode.valueOf("deep");
        for (int i = 0; i < depth; i++) {
            inner = i % 2 == 0
                    ? NODES.objectNode().set("a", inner)
                    : NODES.arrayNode().add(inner);
        }
        return inner;
    }

    /// One place in the bytes: something put in, taken out, turned or cut off.
    static byte[] bytes(Dice dice, byte[] body) {
        int at = dice.below(body.length + 1);
        int until = Math.min(body.length, at + dice.below(12));
        return switch (dice.below(6)) {
            case 0 -> spliced(body, at, dice.of(PIECES).getBytes(StandardCharsets.UTF_8), at);
            case 1 -> spliced(body, at, dice.of(BYTES), at);
            case 2 -> spliced(body, at, new byte[0], until);
            case 3 -> spliced(body, at, new byte[] {(byte) dice.below(256)}, Math.min(body.length, at + 1));
            case 4 -> spliced(body, at, java.util.Arrays.copyOfRange(body, at, until), at);
            default -> dice.oneIn(2) ? java.util.Arrays.copyOf(body, at) : spliced(body, at, new byte[0], until);
        };
    }

    private static byte[] spliced(byte[] body, int at, byte[] piece, int rest) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(body.length + piece.length);
        result.write(body, 0, at);
        result.writeBytes(piece);
        result.write(body, rest, body.length - rest);
        return result.toByteArray();
    }
}
