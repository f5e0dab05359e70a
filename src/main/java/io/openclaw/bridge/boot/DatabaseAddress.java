package io.openclaw.bridge.boot;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The database's address with its password, from wherever they are.
final class DatabaseAddress {
    private DatabaseAddress() {}

    /// A secret. Empty for SQLite. Reads small files.
    ///
    /// @throws IllegalArgumentException with a sentence that names the setting, and never what it holds
    static Optional<String> of(DatabaseConfig config) {
        Optional<String> url = one("URL", config.databaseUrl(), config.databaseUrlFile());
        Optional<String> password = one("PASSWORD", config.databasePassword(), config.databasePasswordFile());
        if (password.isEmpty()) {
            return url;
        }
        return Optional.of(withPassword(
                url.orElseThrow(
                        () -> new IllegalArgumentException(
                                "OPENCLAW_DATABASE_PASSWORD is set, but no OPENCLAW_DATABASE_URL: set both, or none for SQLite")),
                password.get()));
    }

    private static Optional<String> one(String name, Optional<String> value, Optional<Path> file) {
        String variable = "OPENCLAW_DATABASE_" + name;
        if (file.isEmpty()) {
            return value;
        }
        if (value.isPresent()) {
            throw new IllegalArgumentException(variable + " and " + variable + "_FILE are both set: keep one of them");
        }
        String text;
        try {
            text = Files.readString(file.get()).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    variable + "_FILE cannot be read: " + e.getClass().getSimpleName() + " " + file.get()
                            + ": make it name a file that this user can read");
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException(variable + "_FILE is empty: " + file.get());
        }
        return Optional.of(text);
    }

    private static String withPassword(String url, String password) {
        int authority = url.indexOf("://") + 3;
        int end = end(url, authority);
        int at = url.lastIndexOf('@', end);
        String user = at < authority ? null : url.substring(authority, at);
        requireUserAlone(user);
        return url.substring(0, authority) + user + ":"
                + URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20") + url.substring(at);
    }

    private static int end(String url, int authority) {
        int slash = url.indexOf('/', authority);
        return slash < 0 ? url.length() : slash;
    }

    private static void requireUserAlone(@Nullable String user) {
        if (user == null || user.isEmpty() || user.contains(":")) {
            throw new IllegalArgumentException(
                    "with OPENCLAW_DATABASE_PASSWORD, OPENCLAW_DATABASE_URL has the user and no password, as in postgresql://user@host:5432/database");
        }
    }
}
