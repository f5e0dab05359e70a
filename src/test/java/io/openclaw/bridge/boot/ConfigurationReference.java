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

    /// Those of Quarkus and its parts that the documents use.
    static final List<Setting> QUARKUS = List.of(
            new Setting("QUARKUS_HTTP_HOST", "127.0.0.1", "Where it listens; elsewhere than on loopback it wants keys"),
            new Setting("QUARKUS_HTTP_PORT", "8080", "The port there"),
            new Setting(
                    "QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING",
                    "false",
                    "`true` behind a proxy, and only there: the caller's address is the one that the proxy tells"),
            new Setting(
                    "QUARKUS_HTTP_SSL_CERTIFICATE_FILES",
                    "",
                    "PEM file of the certificate; with it HTTPS is served too"),
            new Setting("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", "", "PEM file of its private key"),
            new Setting(
                    "QUARKUS_HTTP_SSL_CERTIFICATE_RELOAD_PERIOD",
                    "",
                    "How often both are read anew, as `30s`. Not set: at the start only."),
            new Setting("QUARKUS_HTTP_SSL_PORT", "8443", "The port of HTTPS"),
            new Setting("QUARKUS_LOG_LEVEL", "INFO", "How much is logged"),
            new Setting("QUARKUS_LOG_CATEGORY__IO_OPENCLAW__LEVEL", "INFO", "How much of the bridge itself"),
            new Setting(
                    "QUARKUS_LOG_CATEGORY__IO_OPENCLAW_BRIDGE_SEND__LEVEL",
                    "INFO",
                    "`DEBUG`: a line for each message that was sent; those that failed have one always"),
            new Setting("OTEL_SDK_DISABLED", "true", "`false` turns traces on"),
            new Setting("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317", "The collector that gets them"),
            new Setting("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "Or `http/protobuf`, at port 4318 as a rule"),
            new Setting("OTEL_EXPORTER_OTLP_HEADERS", "", "What the collector wants to see, as `name=value,…`"),
            new Setting("OTEL_SERVICE_NAME", "openclaw-bridge", "The name in traces"),
            new Setting(
                    "SMALLRYE_CONFIG_LOCATIONS",
                    "",
                    "Files or folders of further settings, comma-separated, as `file:/etc/openclaw-bridge/more.properties`"));

    /// All sections, each with its table.
    String text() {
        return sources.mappings().stream().map(this::section).collect(Collectors.joining("\n"))
                + "\n## Settings of Quarkus that matter here\n\n"
                + table(QUARKUS);
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
        return text.append(table(settings(mapping))).toString();
    }

    private static String table(List<Setting> settings) {
        StringBuilder text = new StringBuilder("| Variable | Default | Meaning |\n|---|---|---|\n");
        for (Setting setting : settings) {
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
