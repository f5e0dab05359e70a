package io.openclaw.bridge.intake.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Path and query of a request: what they may consist of, and how they stand in a problem's
/// `instance`.
///
/// Checked before anything is routed, because what follows is lenient in ways that name another
/// session: raw bytes are read as Latin-1, and Quarkus REST cuts a path segment at its semicolon.
@ApplicationScoped
final class RequestTarget {
    /// Before every other filter.
    private static final int PRIORITY = 1_000;
    private static final int MAX_INSTANCE = 1024;
    private static final String PATH_MARKS = "/-._~!$&'()*+,;=:@";
    private static final String QUERY_MARKS = PATH_MARKS + "?[]";
    private static final String HEX = "0123456789ABCDEF";

    private final RouterProblems problems;

    RequestTarget(RouterProblems problems) {
        this.problems = problems;
    }

    /// Quarkus refuses malformed request targets as well, but with an empty body, in a place that
    /// offers no hook but this switch. [#check] is stricter than what it switches off.
    public static final class OwnValidation implements SmallRyeConfigBuilderCustomizer {
        @Override
        public void configBuilder(SmallRyeConfigBuilder builder) {
            System.setProperty("vertx.disableURIValidation", "true");
            // Must be said before the first server is made, too.
            System.setProperty("io.netty.bootstrap.extensions", "serviceload");
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext routing) {
        String path = routing.request().path();
        String query = routing.request().query();
        if (path == null || !isLegal(path, PATH_MARKS) || (query != null && !isLegal(query, QUERY_MARKS))) {
            problems.answer(
                    routing,
                    Problem.http(
                            400,
                            "Bad Request",
                            "The path or the query has a character that must be percent-encoded, or a % that starts no escape; write a percent sign as %25."));
        } else if (path.indexOf(';') >= 0) {
            problems.answer(routing, Problem.http(400, "Bad Request", "The path has a semicolon; write it as %3B."));
        } else if (path.indexOf('%') >= 0 && isDisguised(routing.normalizedPath())) {
            problems.answer(
                    routing,
                    Problem.http(400, "Bad Request", "Nothing in this path needs percent-encoding; write it plainly."));
        } else {
            routing.next();
        }
    }

    /// Only session keys need escapes. Elsewhere they would keep rules that go by the path from knowing it (CVE-2026-39852,
    /// CVE-2026-50559 of Quarkus: `/q/metrics%3B`).
    private static boolean isDisguised(String path) {
        return path.indexOf('%') >= 0 && !path.startsWith("/api/");
    }

    private static boolean isLegal(String text, String marks) {
        for (int i = 0; i < text.length(); i++) {
            if (!isLegal(text, i, marks)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLegal(String text, int at, String marks) {
        char c = text.charAt(at);
        if (c == '%') {
            return at + 2 < text.length() && isHex(text.charAt(at + 1)) && isHex(text.charAt(at + 2));
        }
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || marks.indexOf(c) >= 0;
    }

    private static boolean isHex(char c) {
        return c < 128 && Character.digit(c, 16) >= 0;
    }

    /// The path as a valid URI reference.
    ///
    /// @return null for a path that is too long to be of use
    static @Nullable String instance(@Nullable String path) {
        if (path == null || path.isEmpty() || path.length() > MAX_INSTANCE) {
            return null;
        }
        return isLegal(path, PATH_MARKS) ? path : escaped(path);
    }

    private static String escaped(String path) {
        StringBuilder result = new StringBuilder(path.length() + 16);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (isLegal(path, i, PATH_MARKS)) {
                result.append(c);
            } else {
                // The HTTP decoder made one character of each byte.
                for (byte b : String.valueOf(c).getBytes(StandardCharsets.ISO_8859_1)) {
                    result.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
                }
            }
        }
        return result.toString();
    }
}
