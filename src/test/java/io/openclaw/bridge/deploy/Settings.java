package io.openclaw.bridge.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The settings that the service has, out of the configuration reference, which is written from the config mappings.
record Settings(Set<String> names) {
    private static final Pattern VARIABLE = Pattern.compile("(?:OPENCLAW|QUARKUS|OTEL|SMALLRYE)_[A-Z0-9_]+");

    static Settings read() throws IOException {
        return new Settings(variables(Files.readString(Path.of("src/docs/configuration.md"))));
    }

    /// All that look like settings of the service.
    static Set<String> variables(String text) {
        return VARIABLE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
