package io.openclaw.bridge.notification.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.openclaw.bridge.notification.NotificationException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a body as one JSON object of plain Java values (`Map`, `List`, `String`, `Boolean`,
/// `Long`, `BigInteger`, `BigDecimal`, null).
///
/// Strict where leniency loses something: UTF-8 only, no name twice, nothing after the object. Read
/// by hand, not bound to a class, because a refusal must name
/// the field and the remedy, and because what a JSON library says of bad input quotes the input.
public final class JsonObject {
    /// Deeper than any contract of ours; the contracts' own limits are checked, with better words,
    /// afterwards.
    private static final int MAX_DEPTH = 16;
    /// IEEE doubles end at 10^308. Beyond it, every reader of the JSON that we echo would see
    /// something else.
    private static final int MAX_EXPONENT = 308;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(400)
                    .maxNameLength(1_000)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;

    private JsonObject(JsonParser parser) {
        this.parser = parser;
    }

    /// @throws NotificationException.Invalid naming the place and the remedy
    public static Map<String, Object> read(byte[] body) {
        String text = decode(body);
        if (text.isBlank()) {
            throw bad("must be a JSON object, but the body is empty");
        }
        try (JsonParser parser = JSON.createParser(text)) {
            return new JsonObject(parser).wholeObject();
        } catch (StreamConstraintsException e) {
            throw bad("has a name or number that is too long, or is nested deeper than " + MAX_DEPTH + " levels");
        } catch (JsonProcessingException e) {
            throw bad("is not valid JSON" + at(e.getLocation()));
        } catch (IOException e) {
            throw bad("cannot be read as JSON");
        }
    }

    private static String decode(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        // The replacement character is how the fast decoder reports broken bytes; it may also have
        // been sent as itself.
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            } catch (CharacterCodingException e) {
                throw bad("must be UTF-8; it has bytes that are not");
            }
        }
        // A byte order mark is harmless in front of UTF-8, and RFC 8259 lets us ignore it.
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private Map<String, Object> wholeObject() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw bad("must be a JSON object, as in {\"message\":\"Deploy finished\"}");
        }
        Map<String, Object> object = object("");
        if (parser.nextToken() != null) {
            throw bad("must be one JSON object, but something follows it" + at(parser.currentLocation()));
        }
        return object;
    }

    private Map<String, Object> object(String path) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            String field = path.isEmpty() ? name : path + "." + name;
            parser.nextToken();
            if (object.containsKey(name)) {
                throw new NotificationException.Invalid(
                        Texts.excerpt(field), "stands there twice; only one of the two could be meant");
            }
            object.put(name, value(field));
        }
        return object;
    }

    private List<Object> array(String path) throws IOException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(path));
        }
        return array;
    }

    private @Nullable Object value(String path) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> integer(path);
            case VALUE_NUMBER_FLOAT -> decimal(path);
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("not a value: " + parser.currentToken());
        };
    }

    private Object integer(String path) throws IOException {
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        BigInteger number = parser.getBigIntegerValue();
        if (number.toString().length() > MAX_EXPONENT) {
            throw outOfRange(path);
        }
        return number;
    }

    private BigDecimal decimal(String path) throws IOException {
        try {
            BigDecimal number = new BigDecimal(parser.getText());
            if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT
                    || Math.abs((long) number.scale()) > 2 * MAX_EXPONENT) {
                throw outOfRange(path);
            }
            return number;
        } catch (NumberFormatException e) {
            throw outOfRange(path);
        }
    }

    private static NotificationException.Invalid outOfRange(String path) {
        return new NotificationException.Invalid(
                Texts.excerpt(path), "is a number beyond what JSON readers agree on; send it as a string");
    }

    private static NotificationException.Invalid bad(String message) {
        return new NotificationException.Invalid("body", message);
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
