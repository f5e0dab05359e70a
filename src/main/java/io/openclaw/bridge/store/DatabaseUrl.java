package io.openclaw.bridge.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
        return new DatabaseUrl(
                "jdbc:postgresql://" + authority.substring(at + 1) + uri.getRawPath()
                        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                user.isEmpty() ? null : decoded(user),
                colon < 0 ? null : decoded(login.substring(colon + 1)));
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
