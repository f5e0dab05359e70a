package io.openclaw.bridge.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.notification.Attempt;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The two columns that hold a structure. Empty ones are null: most rows have neither for most of their life.
final class JsonText {
    /// Numbers as they were written: a double has other digits.
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final JsonFactory FACTORY = MAPPER.getFactory();
    private static final TypeReference<LinkedHashMap<String, Object>> METADATA = new TypeReference<>() {};

    private JsonText() {}

    static @Nullable String metadata(Map<String, Object> metadata) {
        if (metadata.isEmpty()) {
            return null;
        }
        try {
            return MAPPER.writeValueAsString(metadata);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> metadata(@Nullable String json) {
        if (json == null) {
            return Map.of();
        }
        try {
            return MAPPER.readValue(json, METADATA);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Each attempt as `[number, at, duration, result, code, detail]`, times in microseconds.
    static @Nullable String attempts(List<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return null;
        }
        StringWriter text = new StringWriter(96 * attempts.size());
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartArray();
            for (Attempt attempt : attempts) {
                json.writeStartArray();
                json.writeNumber(attempt.number());
                json.writeNumber(Micros.of(attempt.at()));
                json.writeNumber(micros(attempt.duration()));
                json.writeString(attempt.result().name());
                json.writeString(attempt.code());
                json.writeString(attempt.detail());
                json.writeEndArray();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static List<Attempt> attempts(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        try {
            List<Attempt> attempts = new ArrayList<>();
            for (JsonNode attempt : MAPPER.readTree(json)) {
                attempts.add(new Attempt(
                        attempt.get(0).intValue(),
                        Micros.instant(attempt.get(1).longValue()),
                        Duration.ofNanos(
                                TimeUnit.MICROSECONDS.toNanos(attempt.get(2).longValue())),
                        Attempt.Result.valueOf(attempt.get(3).textValue()),
                        attempt.get(4).textValue(),
                        attempt.get(5).textValue()));
            }
            return List.copyOf(attempts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long micros(Duration duration) {
        return TimeUnit.SECONDS.toMicros(duration.getSeconds()) + TimeUnit.NANOSECONDS.toMicros(duration.getNano());
    }
}
