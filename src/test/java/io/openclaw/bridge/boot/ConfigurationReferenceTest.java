package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.boot.ConfigurationReference.Setting;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// `src/docs/configuration.md` is written from the config mappings. To write it anew:
/// `./mvnw -Dquick test -Dtest=ConfigurationReferenceTest -Dupdate`.
class ConfigurationReferenceTest {
    private static final Path PAGE = Path.of("src/docs/configuration.md");
    private static final String MARK =
            "<!-- From here on written by ConfigurationReferenceTest -Dupdate: change the comments"
                    + " of the config mappings instead. -->\n";

    private final ConfigurationReference reference =
            new ConfigurationReference(new MappingSources(Path.of("src/main/java")));

    @Test
    void theReferenceSaysWhatTheMappingsSay() throws IOException {
        String page = Files.readString(PAGE);
        String head = page.contains(MARK) ? page.substring(0, page.indexOf(MARK)) : page;
        String wanted = head + MARK + "\n" + reference.text();
        if (System.getProperty("update") != null) {
            Files.writeString(PAGE, wanted);
        }

        assertThat(Files.readString(PAGE).lines().toList())
                .as("%s, which -Dtest=ConfigurationReferenceTest -Dupdate writes anew", PAGE)
                .isEqualTo(wanted.lines().toList());
    }

    @Test
    void everySettingHasAMeaning() {
        assertThat(reference.settings())
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(setting.meaning())
                        .as("the `///` comment of %s", setting.variable())
                        .isNotBlank());
    }

    /// By Quarkus' own description of its settings, which is in each of its jars; by what `application.properties` takes over
    /// from OpenTelemetry; and by SmallRye's name for itself.
    @Test
    void everySettingOfQuarkusIsOne() throws IOException {
        StringBuilder known = new StringBuilder();
        for (URL model : Collections.list(
                getClass().getClassLoader().getResources("META-INF/quarkus-config-doc/quarkus-config-model.json"))) {
            known.append(new String(model.openStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        String taken = Files.readString(Path.of("src/main/resources/application.properties"));

        assertThat(ConfigurationReference.QUARKUS)
                .extracting(Setting::variable)
                .doesNotHaveDuplicates()
                .allSatisfy(variable -> {
                    if (variable.startsWith("QUARKUS_")) {
                        String name = variable.replaceFirst("CATEGORY__.+__", "CATEGORY__CATEGORIES__");
                        assertThat(known.indexOf('"' + name + '"')).as(variable).isPositive();
                    } else if (variable.startsWith("OTEL_")) {
                        assertThat(taken).contains("=${" + property(variable) + ":");
                    } else {
                        assertThat(property(variable)).isEqualTo(SmallRyeConfig.SMALLRYE_CONFIG_LOCATIONS);
                    }
                });
    }

    private static String property(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    @Test
    void everySettingThatTheServiceReadsStandsInTheReference() {
        List<String> variables =
                reference.settings().stream().map(Setting::variable).toList();

        assertThat(variables).doesNotHaveDuplicates();
        assertThat(variables.stream().filter(variable -> !variable.contains("<")))
                .containsExactlyInAnyOrderElementsOf(new EnvironmentCheck().known());
    }
}
