package io.openclaw.bridge.gateway.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Frames to JSON and back. Stateless, safe from any thread.
///
/// Reading walks the outer object once and builds a tree of the payload only, which is what a call of
/// 100 bytes and a history of 25 MiB have in common.
public final class FrameCodec {

    /// Longest string inside a frame: a frame of 25 MiB (contract 7) may be a single one.
    private static final int MAX_STRING = 26 * 1024 * 1024;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_STRING)
                            .build())
                    .build())
            .build();

    private FrameCodec() {}

    /// The frame as text. Property order: `type, id, method, params, traceparent`.
    public static String encode(Frame.Request request) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = MAPPER.getFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", "req");
            json.writeStringField("id", request.id());
            json.writeStringField("method", request.method());
            json.writeFieldName("params");
            MAPPER.writeTree(json, request.params());
            if (request.traceparent() != null) {
                json.writeStringField("traceparent", request.traceparent());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// The frame in these UTF-8 bytes; empty where they are not a frame that we know (broken JSON,
    /// another type, no id): the caller decides what that means.
    public static Optional<Frame> decode(byte[] utf8) {
        try (JsonParser json = MAPPER.getFactory().createParser(utf8)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Fields fields = new Fields();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                fields.read(name, json);
            }
            return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null
                    ? fields.frame()
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// What has been read of the outer object so far.
    private static final class Fields {
        private @Nullable String type;
        private @Nullable String id;
        private @Nullable String event;
        private boolean ok;
        private JsonNode payload = MissingNode.getInstance();
        private @Nullable JsonNode error;
        private long seq = -1;

        void read(String name, JsonParser json) throws IOException {
            switch (name) {
                case "type" -> type = json.getValueAsString();
                case "id" -> id = json.getValueAsString();
                case "event" -> event = json.getValueAsString();
                case "ok" -> ok = json.getValueAsBoolean();
                case "payload" -> payload = MAPPER.readTree(json);
                case "error" -> error = MAPPER.readTree(json);
                case "seq" -> seq = json.getValueAsLong(-1);
                default -> json.skipChildren();
            }
        }

        Optional<Frame> frame() {
            if ("res".equals(type) && id != null) {
                return Optional.of(new Frame.Response(
                        id, ok, payload, error != null && error.isObject() ? ErrorShape.parse(error) : null));
            }
            if ("event".equals(type) && event != null) {
                return Optional.of(new Frame.Event(event, payload, seq));
            }
            return Optional.empty();
        }
    }
}
