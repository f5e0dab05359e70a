package io.openclaw.bridge.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `OPENCLAW_DATABASE_URL` as people write it, for JDBC: `postgresql://user:password@host:port/database?option=value`.
///
/// @param jdbc without user and password, so that it may stand in a log
record DatabaseUrl(
        String jdbc, @Nullable String user, @Nullable String password) {

    /// @throws IllegalArgumentException with a sentence for people, which never contains the password
    static DatabaseUrl parse(String url) {
        URI uri;
        try {
            uri = new URI(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        } catch (URISyntaxException e) {
            // Its message would contain the password.
            throw wrong();
        }
        boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
        if (!known
                || uri.getRawAuthority() == null
                || uri.getPath() == null
                || uri.getPath().length() < 2) {
            throw wrong();
        }
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        String login = at < 0 ? "" : authority.substring(0, at);
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        Map<String, String> options = options(uri.getRawQuery());
        // Drivers take these there too; but what is left may stand in a log.
        String userOption = options.remove("user");
        String passwordOption = options.remove("password");
        return new DatabaseUrl(
                "jdbc:postgresql://" + authority.substring(at + 1) + uri.getRawPath() + query(options),
                user.isEmpty() ? userOption : decoded(user),
                colon < 0 ? passwordOption : decoded(login.substring(colon + 1)));
    }

    private static Map<String, String> options(@Nullable String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : query == null ? new String[0] : query.split("&")) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            options.put(decoded(name), equals < 0 ? "" : decoded(option.substring(equals + 1)));
        }
        if (options.containsKey("sslpassword")) {
            throw new IllegalArgumentException(
                    "OPENCLAW_DATABASE_URL has an sslpassword, which would show in logs: keep the key file without one, readable for this user only");
        }
        return options;
    }

    private static String query(Map<String, String> options) {
        return options.isEmpty()
                ? ""
                : options.entrySet().stream()
                        .map(option -> encoded(option.getKey()) + "=" + encoded(option.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("OPENCLAW_DATABASE_URL is not of the form"
                + " postgresql://user:password@host:port/database; special characters in it are percent-encoded");
    }

    @Override
    public String toString() {
        return jdbc;
    }
}
