package io.openclaw.bridge.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes the settings' part of `src/docs/configuration.md` from the config mappings: names and bounds as Java sees them,
/// meanings and order from [MappingSources].
final class ConfigurationReference {
    private final MappingSources sources;

    ConfigurationReference(MappingSources sources) {
        this.sources = sources;
    }

    /// One line of a table.
    record Setting(String variable, String defaultValue, String meaning) {}

    /// All sections, each with its table.
    String text() {
        return sources.mappings().stream().map(this::section).collect(Collectors.joining("\n"));
    }

    /// Of every mapping.
    List<Setting> settings() {
        return sources.mappings().stream()
                .flatMap(mapping -> settings(mapping).stream())
                .toList();
    }

    private String section(Class<?> mapping) {
        String[] about = sources.comment(mapping).split("\\. ?", 2);
        StringBuilder text = new StringBuilder("## ").append(about[0]).append("\n\n");
        if (about.length > 1 && !about[1].isBlank()) {
            text.append(about[1]).append("\n\n");
        }
        text.append("| Variable | Default | Meaning |\n|---|---|---|\n");
        for (Setting setting : settings(mapping)) {
            text.append("| `%s` | %s | %s |\n"
                    .formatted(
                            setting.variable(),
                            setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`",
                            setting.meaning().replace("|", "\\|")));
        }
        return text.toString();
    }

    private List<Setting> settings(Class<?> mapping) {
        List<Setting> settings = new ArrayList<>();
        collect(mapping, mapping.getAnnotation(ConfigMapping.class).prefix(), settings);
        return settings;
    }

    private void collect(Class<?> type, String prefix, List<Setting> into) {
        for (Method method : sources.methods(type)) {
            String name = name(method, prefix);
            Class<?> result = method.getReturnType();
            if (result.isInterface() && result.getPackageName().startsWith("io.openclaw")) {
                collect(result, name, into);
            } else if (result == Map.class && isGroup(method)) {
                collect(mapValue(method), name + "." + method.getName() + ">", into);
            } else {
                into.add(new Setting(
                        variable(name) + (result == Map.class ? "_<" + method.getName() + ">" : ""),
                        Optional.ofNullable(method.getAnnotation(WithDefault.class))
                                .map(WithDefault::value)
                                .orElse(""),
                        meaning(method)));
            }
        }
    }

    private static boolean isGroup(Method method) {
        return mapValue(method).isInterface()
                && mapValue(method).getPackageName().startsWith("io.openclaw");
    }

    private static Class<?> mapValue(Method method) {
        Type value = ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[1];
        return value instanceof Class<?> type ? type : Object.class;
    }

    private static String name(Method method, String prefix) {
        if (method.isAnnotationPresent(WithParentName.class)) {
            return prefix;
        }
        WithName given = method.getAnnotation(WithName.class);
        String own = given != null
                ? given.value()
                : method.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        return prefix + "." + own;
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9<>]", "_").toUpperCase(Locale.ROOT);
    }

    private String meaning(Method method) {
        String text = sources.comment(method);
        String bounds = bounds(method);
        String whole = text.endsWith(".") && !text.contains(". ") ? text.substring(0, text.length() - 1) : text;
        return bounds.isEmpty() ? whole : whole + " (" + bounds + ")";
    }

    private static String bounds(Method method) {
        Min min = method.getAnnotation(Min.class);
        Max max = method.getAnnotation(Max.class);
        if (min != null && max != null) {
            return "%,d … %,d".formatted(min.value(), max.value());
        }
        if (min != null) {
            return "%,d at least".formatted(min.value());
        }
        return max == null ? "" : "%,d at most".formatted(max.value());
    }
}
