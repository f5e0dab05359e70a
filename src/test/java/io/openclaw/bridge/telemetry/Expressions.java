package io.openclaw.bridge.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The PromQL in a dashboard's JSON or in a file of rules, and the metrics that it asks for.
final class Expressions {
    private static final Pattern RULE = Pattern.compile("(?m)^\\s+expr: (?:[|>]-?\\n((?:\\s{12,}.*\\n)+)|(.+))$");
    private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)+|\\bup\\b");
    private static final Set<String> FUNCTIONS =
            Set.of("histogram_quantile", "label_values", "group_left", "group_right");

    private Expressions() {}

    static List<String> of(Path file) throws IOException {
        String text = Files.readString(file);
        return file.toString().endsWith(".json")
                ? new ObjectMapper()
                        .readTree(text).findValues("expr").stream()
                                .map(JsonNode::asText)
                                .toList()
                : RULE.matcher(text)
                        .results()
                        .map(rule -> rule.group(1) == null ? rule.group(2) : rule.group(1))
                        .toList();
    }

    static Set<String> metrics(String expression) {
        String bare = expression
                .replaceAll("\\{[^}]*}", "")
                .replaceAll("\\[[^]]*]", "")
                .replaceAll("\\b(by|without|on|ignoring|group_left|group_right) ?\\([^)]*\\)", "");
        Set<String> names = new TreeSet<>();
        Matcher name = METRIC.matcher(bare);
        while (name.find()) {
            if (!FUNCTIONS.contains(name.group()) && !name.group().endsWith("_over_time")) {
                names.add(name.group());
            }
        }
        return names;
    }
}
