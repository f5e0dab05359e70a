package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.production.SettingsRules;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidator;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Constraint;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsRulesTest {
    private static final SettingsRules RULES = new SettingsRules();

    @ParameterizedTest
    @CsvSource({
        "openclaw.max-retries, 11",
        "openclaw.max-retries, -1",
        "openclaw.gateway.window, 0",
        "openclaw.gateway.name, ' '",
        "openclaw.queue.port, 65536",
        "openclaw.rest.max-requests, 0",
        "openclaw.delivery.memory.rows, 99"
    })
    void aSettingOutOfItsBoundsEndsTheStartWithItsName(String name, String value) {
        assertThatThrownBy(() -> read(RULES, Map.of(name, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name);
    }

    @Test
    void aSettingAtItsBoundsIsTaken() {
        assertThatCode(() -> read(RULES, Map.of("openclaw.max-retries", "10", "openclaw.queue.port", "0")))
                .doesNotThrowAnyException();
    }

    /// They are not checked at a start.
    @Test
    void everyDefaultIsWithinItsBounds() {
        BeanValidationConfigValidator everything = RULES::getValidator;

        assertThatCode(() -> read(everything, Map.of())).doesNotThrowAnyException();
    }

    /// Elsewhere nobody looks at them.
    @ParameterizedTest
    @MethodSource("mappings")
    void constraintsStandAtSettingsWithDefaultsOnly(Class<?> mapping) {
        assertThat(isConstrained(mapping)).as("at the mapping").isFalse();
        for (Method setting : mapping.getDeclaredMethods()) {
            assertThat(typeArguments(setting.getAnnotatedReturnType()).anyMatch(SettingsRulesTest::isConstrained))
                    .as(setting + ", within its type")
                    .isFalse();
            if (isConstrained(setting)) {
                assertThat(setting.isAnnotationPresent(WithDefault.class))
                        .as(setting + " has a default")
                        .isTrue();
            }
        }
    }

    @Test
    void aValidatorOfTheApplicationStays() {
        ConfigValidator theirs = (mapping, prefix, settings) -> {};
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withValidator(theirs);

        RULES.configBuilder(builder);

        assertThat(builder.getValidator()).isSameAs(theirs);
    }

    static Stream<Class<?>> mappings() {
        return StandaloneSettings.MAPPINGS.stream().flatMap(SettingsRulesTest::withGroups);
    }

    private static Stream<Class<?>> withGroups(Class<?> mapping) {
        return Stream.concat(
                Stream.of(mapping),
                Arrays.stream(mapping.getDeclaredClasses())
                        .filter(Class::isInterface)
                        .flatMap(SettingsRulesTest::withGroups));
    }

    private static boolean isConstrained(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(Constraint.class));
    }

    private static Stream<AnnotatedType> typeArguments(AnnotatedType type) {
        return type instanceof AnnotatedParameterizedType generic
                ? Arrays.stream(generic.getAnnotatedActualTypeArguments())
                : Stream.empty();
    }

    private static SmallRyeConfig read(ConfigValidator validator, Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .withValidator(validator);
        StandaloneSettings.MAPPINGS.forEach(builder::withMapping);
        return builder.build();
    }
}
