package io.openclaw.bridge.boot;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Sentences about settings, by libraries and by rooms that know only the property, in an operator's words.
final class SettingNames {
    private static final Pattern PROPERTY = Pattern.compile("(?<![\\w.])(?:openclaw|quarkus)(?:\\.[a-z0-9-]+)+");

    /// SmallRye's numbers, and the names of exceptions that it wraps.
    private static final Pattern NOISE = Pattern.compile("SRCFG\\d+: |(?:[a-z]+\\.)+[A-Z]\\w*Exception: ");

    private static final Pattern CONVERSION = Pattern.compile(
            "The config property (\\S+) with the config value (\".*\") threw an Exception whilst being converted ");

    private SettingNames() {}

    /// `openclaw.store.batch` → `OPENCLAW_STORE_BATCH`.
    static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /// The same in one line, with the environment variable behind each property.
    static String explain(String sentence) {
        String words = NOISE.matcher(sentence).replaceAll("").strip().replaceAll("\\s*\\R\\s*", " ");
        String line = CONVERSION.matcher(words).replaceAll("$1 is $2: ");
        return PROPERTY.matcher(line).replaceAll(found -> named(found, line));
    }

    private static String named(MatchResult found, String line) {
        String variable = variable(found.group());
        return line.contains(variable) || found.group().equals("openclaw.json")
                ? found.group()
                : variable + " (" + found.group() + ")";
    }
}
