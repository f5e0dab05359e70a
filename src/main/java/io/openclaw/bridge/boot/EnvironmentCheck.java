package io.openclaw.bridge.boot;

import io.smallrye.config.ConfigMappings.ConfigClass;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Warns of `OPENCLAW_…` variables that no setting reads: a misspelt one would otherwise pass unnoticed.
final class EnvironmentCheck {
    private static final Logger LOG = System.getLogger(EnvironmentCheck.class.getName());

    private static final String PREFIX = "OPENCLAW_";

    /// Settings whose last part is the user's own.
    private static final Set<String> OPEN_ENDED =
            Set.of("OPENCLAW_DISCORD_GUILD_", "OPENCLAW_DELIVERY_PACING_CHANNEL_");

    private final Set<String> known;

    EnvironmentCheck() {
        this(StandaloneSettings.MAPPINGS);
    }

    /// @param mappings the interfaces that hold the settings
    EnvironmentCheck(List<Class<?>> mappings) {
        this.known = new TreeSet<>();
        for (Class<?> mapping : mappings) {
            ConfigClass.configClass(mapping).getProperties().keySet().stream()
                    .filter(name -> !name.contains("*")) // list elements, and maps: see OPEN_ENDED
                    .forEach(name -> known.add(SettingNames.variable(name)));
        }
    }

    /// The names of all variables that count, but for the open-ended ones.
    Set<String> known() {
        return known;
    }

    void warn(Set<String> variables) {
        findings(variables).forEach(sentence -> LOG.log(Level.WARNING, sentence));
    }

    /// One sentence for each variable that nothing reads.
    List<String> findings(Set<String> variables) {
        List<String> sentences = new ArrayList<>();
        for (String variable : new TreeSet<>(variables)) {
            if (variable.startsWith(PREFIX)
                    && !known.contains(variable)
                    && OPEN_ENDED.stream().noneMatch(variable::startsWith)) {
                sentences.add(
                        "The environment variable " + variable + " is not a setting of the bridge and has no effect"
                                + nearest(variable)
                                        .map(name -> "; did you mean " + name + "?")
                                        .orElse("."));
            }
        }
        return sentences;
    }

    private Optional<String> nearest(String variable) {
        int limit = Math.max(2, variable.length() / 6);
        return known.stream()
                .filter(name -> distance(name, variable) <= limit)
                .min((a, b) -> Integer.compare(distance(a, variable), distance(b, variable)));
    }

    /// Levenshtein's.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
