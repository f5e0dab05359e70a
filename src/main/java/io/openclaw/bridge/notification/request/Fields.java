package io.openclaw.bridge.notification.request;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Takes the properties out of a JSON object, one by one, and notes what is wrong with each. What
/// nobody took is unknown.
///
/// A property that is null counts as absent. What a flawed property returns does not matter:
/// the flaws must be looked at before it is used.
public final class Fields {
    /// Longest id or key of a caller.
    public static final int MAX_ID = 255;

    private static final int MAX_URL = 2_000;
    private static final int MAX_ENTRIES = 32;
    private static final int MAX_LEVELS = 3;
    private static final int MAX_TEXT = 16_000;

    private final Map<String, Object> object;
    private final Flaws flaws;
    private final Set<String> known = new LinkedHashSet<>();

    public Fields(Map<String, Object> object, Flaws flaws) {
        this.object = object;
        this.flaws = flaws;
    }

    /// The text for people.
    public String message(String name, int max) {
        Object value = take(name);
        if (value == null) {
            flaws.add(name, "is required: the text to deliver");
        } else if (!(value instanceof String text)) {
            flaws.add(name, "must be a string");
        } else if (Texts.isInvisible(text)) {
            flaws.add(name, "must not be blank");
        } else {
            note(name, Texts.flaw(text, max));
            return text;
        }
        return "";
    }

    /// A platform's or caller's id.
    public @Nullable String id(String name) {
        Object value = take(name);
        if (value instanceof String text) {
            note(name, Texts.idFlaw(text, MAX_ID));
            return text;
        }
        if (value != null) {
            flaws.add(name, "must be a string" + (value instanceof Number ? "; put the number in quotes" : ""));
        }
        return null;
    }

    /// The text for people, where there need not be one.
    public @Nullable String optionalMessage(String name, int max) {
        return object.get(name) == null ? absent(name) : message(name, max);
    }

    private @Nullable String absent(String name) {
        known.add(name);
        return null;
    }

    /// A whole number.
    public int integer(String name, int least, int most, int absent) {
        Object value = take(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Long number && number >= least && number <= most) {
            return number.intValue();
        }
        flaws.add(name, "must be a whole number, " + least + " … " + most + ", without quotes");
        return absent;
    }

    /// A moment, RFC 3339.
    public @Nullable Instant instant(String name) {
        Object value = take(name);
        if (value == null) {
            return null;
        }
        Instant instant = value instanceof String text ? Moments.parse(text) : null;
        if (instant == null) {
            flaws.add(name, Moments.FLAW);
        }
        return instant;
    }

    /// An absolute URL.
    public @Nullable URI url(String name) {
        Object value = take(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text && text.length() <= MAX_URL) {
            try {
                URI url = new URI(text);
                if (url.isAbsolute()) {
                    return url;
                }
            } catch (URISyntaxException e) {
                // said below
            }
        }
        flaws.add(name, "must be an absolute URL of at most " + MAX_URL + " characters, percent-encoded");
        return null;
    }

    /// Anything but null, one after the other.
    public List<?> list(String name) {
        Object value = take(name);
        if (value instanceof List<?> list) {
            return list;
        }
        flaws.add(name, value == null ? "is required: an array" : "must be an array");
        return List.of();
    }

    public boolean flag(String name, boolean absent) {
        Object value = take(name);
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value != null) {
            flaws.add(name, "must be true or false, without quotes");
        }
        return absent;
    }

    /// One of the lower-case names of an enum.
    public <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        Object value = take(name);
        if (value == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (wire(constant).equals(value)) {
                return constant;
            }
        }
        flaws.add(name, "must be one of " + words(type));
        return null;
    }

    /// As [#choice(String, Class)], where there must be one. What a violation returns is any.
    public <E extends Enum<E>> E requiredChoice(String name, Class<E> type) {
        if (object.get(name) == null) {
            known.add(name);
            flaws.add(name, "is required: " + words(type));
            return type.getEnumConstants()[0];
        }
        E value = choice(name, type);
        return value == null ? type.getEnumConstants()[0] : value;
    }

    private static String words(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(c -> '"' + wire(c) + '"')
                .collect(Collectors.joining(", "));
    }

    private static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// An ISO 8601 duration, positive and not above `max`.
    public @Nullable Duration duration(String name, Duration max) {
        Object value = take(name);
        if (value == null) {
            return null;
        }
        try {
            if (value instanceof String text) {
                Duration duration = Duration.parse(text);
                if (duration.isPositive() && duration.compareTo(max) <= 0) {
                    return duration;
                }
            }
        } catch (DateTimeException e) {
            // said below
        }
        flaws.add(name, "must be an ISO 8601 duration above zero and at most " + max + ", such as \"PT30S\"");
        return null;
    }

    /// The caller's own notes.
    public Map<String, Object> metadata(String name) {
        Object value = take(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            flaws.add(name, "must be a JSON object");
            return Map.of();
        }
        if (map.size() > MAX_ENTRIES) {
            flaws.add(name, "has " + map.size() + " entries; at most " + MAX_ENTRIES + " are allowed");
        }
        checkMetadata(name, map, 1);
        Map<String, Object> metadata = new LinkedHashMap<>();
        map.forEach((key, entry) -> metadata.put((String) key, entry));
        return metadata;
    }

    private void checkMetadata(String path, @Nullable Object value, int level) {
        switch (value) {
            case String text -> note(path, Texts.flaw(text, MAX_TEXT));
            case Map<?, ?> _, List<?> _
            when level > MAX_LEVELS ->
                flaws.add(path, "is nested too deep; metadata has at most " + MAX_LEVELS + " levels, itself included");
            case Map<?, ?> map ->
                map.forEach((key, entry) -> {
                    String field = path + "." + Texts.excerpt((String) key);
                    note(field, Texts.idFlaw((String) key, MAX_ID));
                    checkMetadata(field, entry, level + 1);
                });
            case List<?> list -> list.forEach(entry -> checkMetadata(path, entry, level + 1));
            case null, default -> {}
        }
    }

    /// To be called last.
    public void refuseUnknown() {
        for (String name : object.keySet()) {
            if (!known.contains(name)) {
                flaws.add(
                        Texts.excerpt(name),
                        "is not a property of this request; known are " + String.join(", ", known));
            }
        }
    }

    private @Nullable Object take(String name) {
        known.add(name);
        return object.get(name);
    }

    private void note(String field, @Nullable String flaw) {
        if (flaw != null) {
            flaws.add(field, flaw);
        }
    }
}
