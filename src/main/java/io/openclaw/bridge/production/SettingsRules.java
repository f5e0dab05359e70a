package io.openclaw.bridge.production;

import io.smallrye.config.ConfigMapping.NamingStrategy;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.ConfigValidator;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.WithDefault;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Constraint;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/// Has Hibernate Validator hold the settings of ours to the constraints that stand at them. A start with a setting beyond them
/// ends with a sentence that names it.
///
/// By the library and not by Quarkus' extension for it, which makes metadata of every mapping of Quarkus too, twice, before
/// anything else: a third of what a start of the service takes (`src/docs/benchmarks.md`, "Start"). An application that embeds
/// the client jar and has the extension keeps it: that validator knows these settings too.
///
/// Found by SmallRye Config's service loader, in the service and in the client jar. Safe from any thread.
public final class SettingsRules implements SmallRyeConfigBuilderCustomizer, BeanValidationConfigValidator {
    private static final String OURS = "io.openclaw.";

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        if (builder.getValidator() == ConfigValidator.EMPTY) {
            builder.withValidator(this);
        }
    }

    /// @throws ConfigValidationException with one sentence for each setting that is out of bounds
    @Override
    public void validateMapping(Class<?> mapping, String prefix, Object settings) {
        if (mapping.getName().startsWith(OURS)) {
            BeanValidationConfigValidator.super.validateMapping(mapping, prefix, settings);
        }
    }

    /// A default needs no check at each start: `SettingsRulesTest` holds them all to their constraints. So the validator is made,
    /// which takes as long as reading all settings, only where somebody has set a setting that has bounds.
    @Override
    public void validatePropertyValue(
            Property property, String path, NamingStrategy names, Object settings, List<Problem> problems) {
        if (isConstrained(property.getMethod()) && !isDefault(property.getMethod(), settings)) {
            BeanValidationConfigValidator.super.validatePropertyValue(property, path, names, settings, problems);
        }
    }

    /// No constraint stands at a mapping as a whole; `SettingsRulesTest` holds that too.
    @Override
    public void validateMappingClass(Object settings, List<Problem> problems, String path) {
        // Nothing to hold to.
    }

    private static boolean isConstrained(Method setting) {
        return Arrays.stream(setting.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(Constraint.class));
    }

    private static boolean isDefault(Method setting, Object settings) {
        WithDefault written = setting.getAnnotation(WithDefault.class);
        try {
            return written != null && written.value().equals(String.valueOf(setting.invoke(settings)));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(setting + " cannot be read", e);
        }
    }

    @Override
    public Validator getValidator() {
        return Rules.VALIDATOR;
    }

    /// Made when the first settings are checked.
    private static final class Rules {
        static final Validator VALIDATOR = Validation.byProvider(HibernateValidator.class)
                .configure()
                .ignoreXmlConfiguration()
                .messageInterpolator(new ParameterMessageInterpolator()) // the other one needs an expression language
                .buildValidatorFactory()
                .getValidator();

        private Rules() {}
    }
}
