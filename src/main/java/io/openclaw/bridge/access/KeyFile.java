package io.openclaw.bridge.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads a file of keys (`OPENCLAW_ACCESS_KEYS_FILE`). Strict: a misspelt property of a key that was ignored would be a key that
/// may more than was meant. Its complaints name the key by its place and name and never repeat a value.
final class KeyFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KNOWN =
            new TreeSet<>(List.of("name", "secret", "sha256", "scopes", "sessions", "rate", "expiresAt"));

    private KeyFile() {}

    /// @throws IllegalArgumentException with what is wrong with the text, as the end of a sentence
    static List<ApiKey> read(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "is no JSON (line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + ")",
                    null);
        }
        if (root == null
                || !root.isObject()
                || root.size() != 1
                || !root.path("keys").isArray()) {
            throw new IllegalArgumentException(
                    "is not of the form {\"keys\":[{\"name\":…,\"sha256\":…,\"scopes\":[…]}]}");
        }
        List<ApiKey> keys = new ArrayList<>();
        for (JsonNode entry : root.path("keys")) {
            try {
                keys.add(key(entry));
            } catch (IllegalArgumentException e) {
                String name = entry.path("name").asText("");
                throw new IllegalArgumentException(
                        "has a key (number " + (keys.size() + 1) + (ApiKey.nameFlaw(name) == null ? ", " + name : "")
                                + ") that does not fit: " + e.getMessage(),
                        e);
            }
        }
        return keys;
    }

    private static ApiKey key(JsonNode entry) {
        if (!entry.isObject()) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        entry.fieldNames().forEachRemaining(property -> {
            if (!KNOWN.contains(property)) {
                throw new IllegalArgumentException("an unknown property; known are " + String.join(", ", KNOWN));
            }
        });
        String name = text(entry, "name");
        if (name == null || ApiKey.nameFlaw(name) != null) {
            throw new IllegalArgumentException("name " + ApiKey.nameFlaw(""));
        }
        String hash = hash(text(entry, "secret"), text(entry, "sha256"));
        return new ApiKey(
                "file-" + hash.substring(0, 12),
                name,
                hash,
                scopes(texts(entry, "scopes")),
                sessions(entry),
                rate(entry.path("rate")),
                null,
                moment(text(entry, "expiresAt")),
                null,
                null,
                ApiKey.Source.FILE);
    }

    private static SessionPatterns sessions(JsonNode entry) {
        List<String> patterns = texts(entry, "sessions");
        if (patterns.isEmpty() && entry.hasNonNull("sessions")) {
            throw new IllegalArgumentException("sessions is empty; leave it out for a key that may send everywhere");
        }
        return SessionPatterns.of(patterns);
    }

    private static String hash(@Nullable String secret, @Nullable String sha256) {
        if ((secret == null) == (sha256 == null)) {
            throw new IllegalArgumentException("it needs either secret or sha256");
        }
        if (secret != null) {
            if (secret.length() < Secret.SHORTEST) {
                throw new IllegalArgumentException("secret is shorter than " + Secret.SHORTEST + " characters");
            }
            return Secret.hash(secret);
        }
        String hash = String.valueOf(sha256).toLowerCase(Locale.ROOT);
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 must be 64 hexadecimal digits");
        }
        return hash;
    }

    /// @throws IllegalArgumentException where there are none, or one that is not known
    static Set<Scope> scopes(List<String> names) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : names) {
            scopes.add(Scope.of(name)
                    .orElseThrow(() -> new IllegalArgumentException("scopes may have send, read and admin only")));
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("scopes must have at least one of send, read and admin");
        }
        return scopes;
    }

    private static @Nullable Integer rate(JsonNode rate) {
        if (rate.isMissingNode() || rate.isNull()) {
            return null;
        }
        if (!rate.isInt() || rate.intValue() < 0 || rate.intValue() > ApiKey.MAX_RATE) {
            throw new IllegalArgumentException("rate must be a whole number, 0 … " + ApiKey.MAX_RATE);
        }
        return rate.intValue();
    }

    private static @Nullable Instant moment(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("expiresAt must be a moment such as 2027-01-01T00:00:00Z", e);
        }
    }

    private static @Nullable String text(JsonNode entry, String property) {
        JsonNode value = entry.path(property);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new IllegalArgumentException(property + " must be a string");
        }
        return value.textValue();
    }

    private static List<String> texts(JsonNode entry, String property) {
        JsonNode list = entry.path(property);
        List<String> texts = new ArrayList<>();
        if (list.isMissingNode() || list.isNull()) {
            return texts;
        }
        if (!list.isArray() || !list.valueStream().allMatch(JsonNode::isTextual)) {
            throw new IllegalArgumentException(property + " must be a list of strings");
        }
        list.forEach(value -> texts.add(value.textValue()));
        return texts;
    }
}
