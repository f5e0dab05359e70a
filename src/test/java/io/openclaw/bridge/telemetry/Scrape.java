package io.openclaw.bridge.telemetry;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `/q/metrics` answered: families by name, and the names of all series.
record Scrape(SortedMap<String, Family> families, Set<String> series) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? .*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /// @param labels with their values; without `le`
    record Family(String name, String type, String meaning, SortedMap<String, Set<String>> labels) {
        String unit() {
            String base = name.replaceAll("_(total|max)$", "");
            return base.endsWith("_seconds") ? "seconds" : base.endsWith("_bytes") ? "bytes" : "";
        }
    }

    static Scrape of(String text) {
        SortedMap<String, Family> families = new TreeMap<>();
        Set<String> series = new LinkedHashSet<>();
        Map<String, String> meanings = new HashMap<>();
        String name = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                String[] words = line.split(" ", 4);
                meanings.put(words[2], words.length > 3 ? words[3] : "");
            } else if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", 4);
                name = words[2];
                families.put(name, new Family(name, words[3], meanings.getOrDefault(name, ""), new TreeMap<>()));
            } else if (SAMPLE.matcher(line) instanceof Matcher sample && sample.matches()) {
                series.add(sample.group(1));
                Family family = families.get(name);
                if (family != null && sample.group(2) != null) {
                    Matcher label = LABEL.matcher(sample.group(2));
                    while (label.find()) {
                        if (!label.group(1).equals("le")) {
                            family.labels()
                                    .computeIfAbsent(label.group(1), _ -> new TreeSet<>())
                                    .add(label.group(2));
                        }
                    }
                }
            }
        }
        return new Scrape(families, series);
    }
}
