package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// JSON as it goes over the socket. Frames are written as text, not as trees: the fake is the peer in benchmarks.
final class Wire {
    /// Jackson by itself refuses strings beyond 20 million characters; a frame may hold 25 MiB.
    static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    private Wire() {}

    static Optional<JsonNode> parse(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text));
        } catch (JsonProcessingException malformed) {
            return Optional.empty();
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// The text as a JSON string, with its quotes.
    static String quote(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        return out.append('"').toString();
    }

    static String event(String name, @Nullable String payload, long seq) {
        StringBuilder out = new StringBuilder(64 + (payload == null ? 0 : payload.length()));
        out.append("{\"type\":\"event\",\"event\":").append(quote(name));
        if (payload != null) {
            out.append(",\"payload\":").append(payload);
        }
        if (seq > 0) {
            out.append(",\"seq\":").append(seq);
        }
        return out.append('}').toString();
    }

    /// Null where the property is absent or no string.
    static @Nullable String text(JsonNode object, String property) {
        JsonNode value = object.get(property);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    static boolean flag(JsonNode object, String property) {
        return object.path(property).asBoolean(false);
    }

    /// A recording that ships beside the fake.
    static String recording(String name) {
        try (InputStream in = Wire.class.getResourceAsStream("/fakegateway/" + name)) {
            if (in == null) {
                throw new IllegalStateException("missing test resource fakegateway/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
