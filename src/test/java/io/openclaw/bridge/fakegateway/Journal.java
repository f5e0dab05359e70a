package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.Posted.Via;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that was ever posted, and, with a file, also what the sessions remember.
///
/// What happened is on file (though not synced) before the gateway says anything to anybody, so that a `kill -9` of this process
/// loses nothing that a client has heard of.
final class Journal {
    private static final long FIRST_MESSAGE_ID = 501;

    private final List<Posted> posted = new ArrayList<>();
    private final Map<String, List<Posted>> byKey = new HashMap<>();
    private final StringBuilder unwritten = new StringBuilder();
    private final @Nullable FileChannel file;
    private int indexed;

    Journal(@Nullable Path path, Sessions sessions) {
        try {
            if (path != null && Files.exists(path)) {
                read(path, sessions);
            }
            file = path == null ? null : FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (file != null) {
            sessions.onRow((session, row) -> unwritten
                    .append("{\"row\":")
                    .append(Wire.quote(session))
                    .append(",\"role\":")
                    .append(Wire.quote(row.role()))
                    .append(",\"text\":")
                    .append(Wire.quote(row.text()))
                    .append(row.key() == null ? "" : ",\"key\":" + Wire.quote(row.key()))
                    .append(row.run() == null ? "" : ",\"run\":" + Wire.quote(row.run()))
                    .append(",\"at\":")
                    .append(row.at())
                    .append("}\n"));
        }
    }

    /// The platform counts its messages from 501, across the gateway's boots.
    String nextMessageId() {
        return Long.toString(FIRST_MESSAGE_ID + posted.size());
    }

    long nextOrder() {
        return posted.size() + 1L;
    }

    void add(Posted message) {
        posted.add(message);
        if (file != null) {
            unwritten.append(json(message)).append('\n');
        }
    }

    List<Posted> all() {
        return List.copyOf(posted);
    }

    int size() {
        return posted.size();
    }

    /// All pieces of all deliveries under this key, in order.
    List<Posted> withKey(String key) {
        for (; indexed < posted.size(); indexed++) {
            Posted message = posted.get(indexed);
            byKey.computeIfAbsent(message.key(), ignored -> new ArrayList<>(1)).add(message);
        }
        return List.copyOf(byKey.getOrDefault(key, List.of()));
    }

    /// Writes what has happened since the last time; before every frame, and at the end of every turn.
    void flush() {
        if (!unwritten.isEmpty()) {
            append(unwritten.toString());
            unwritten.setLength(0);
        }
    }

    void close() {
        flush();
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String json(Posted message) {
        return "{\"order\":" + message.order()
                + ",\"boot\":" + Wire.quote(message.boot())
                + ",\"channel\":" + Wire.quote(message.channel())
                + ",\"chat\":" + Wire.quote(message.chat())
                + (message.thread() == null ? "" : ",\"thread\":" + Wire.quote(message.thread()))
                + ",\"text\":" + Wire.quote(message.text())
                + ",\"key\":" + Wire.quote(message.key())
                + ",\"part\":" + message.part()
                + ",\"parts\":" + message.parts()
                + ",\"messageId\":" + Wire.quote(message.messageId())
                + ",\"via\":\"" + message.via()
                + "\",\"session\":" + Wire.quote(message.session())
                + ",\"at\":" + message.at() + "}";
    }

    private void append(String lines) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
            while (file != null && bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(Path path, Sessions sessions) throws IOException {
        String all = Files.readString(path);
        if (!all.isEmpty() && !all.endsWith("\n")) {
            Files.writeString(path, "\n", StandardOpenOption.APPEND);
        }
        // A last line that was cut short by the end of the process says nothing.
        all.lines()
                .forEach(line -> Wire.parse(line).ifPresent(json -> {
                    if (json.has("row")) {
                        sessions.append(
                                json.path("row").asText(),
                                json.path("role").asText(),
                                json.path("text").asText(),
                                Wire.text(json, "key"),
                                Wire.text(json, "run"),
                                json.path("at").asLong());
                    } else if (json.has("order")) {
                        posted.add(message(json));
                    }
                }));
    }

    private static Posted message(JsonNode json) {
        return new Posted(
                json.path("order").asLong(),
                json.path("boot").asText(),
                json.path("channel").asText(),
                json.path("chat").asText(),
                Wire.text(json, "thread"),
                json.path("text").asText(),
                json.path("key").asText(),
                json.path("part").asInt(),
                json.path("parts").asInt(),
                json.path("messageId").asText(),
                Via.valueOf(json.path("via").asText()),
                json.path("session").asText(),
                json.path("at").asLong());
    }
}
