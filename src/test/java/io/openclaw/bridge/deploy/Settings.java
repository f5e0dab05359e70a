package io.openclaw.bridge.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The settings that the service has, out of the configuration reference, which is written from the config mappings.
record Settings(Set<String> names) {
    private static final Pattern VARIABLE = Pattern.compile("(?:OPENCLAW|QUARKUS)_[A-Z0-9_]+");

    /// On their way into the service. Empty, once they are there; a test sees to it.
    static final Set<String> AWAITED = Set.of("OPENCLAW_ACCESS_ADMIN_KEY_FILE", "OPENCLAW_QUEUE_HOST");

    static Settings read() throws IOException {
        Set<String> names = new HashSet<>(written());
        names.addAll(AWAITED);
        return new Settings(names);
    }

    static Set<String> written() throws IOException {
        return variables(Files.readString(Path.of("src/docs/configuration.md")));
    }

    /// All that look like settings of the service.
    static Set<String> variables(String text) {
        return VARIABLE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
