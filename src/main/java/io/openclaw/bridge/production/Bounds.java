package io.openclaw.bridge.production;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.ConfigValidator;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Holds the settings of every config mapping of ours to the bounds that stand at them: `@Min`, `@Max` and `@NotBlank`. A start
/// with a setting beyond them ends with a sentence that names it. Hibernate Validator would do the same and much more, and took a
/// fifth of the time that the service needs to start.
///
/// Found by SmallRye Config's service loader, in the service and in the client jar.
public final class Bounds implements SmallRyeConfigBuilderCustomizer, ConfigValidator {
    private static final String OURS = "io.openclaw.";
    private static final String CONSTRAINTS = "jakarta.validation.";

    @Override
    public void configBuilder(SmallRyeConfigBuilder builder) {
        builder.withValidator(this);
    }

    /// @throws ConfigValidationException with one sentence for each setting that is out of bounds
    /// @throws IllegalStateException for a constraint that is not known here
    @Override
    public void validateMapping(Class<?> mapping, String prefix, Object settings) {
        if (!mapping.getName().startsWith(OURS)) {
            return;
        }
        List<Problem> problems = new ArrayList<>();
        group(mapping, prefix, settings, problems);
        if (!problems.isEmpty()) {
            throw new ConfigValidationException(problems.toArray(Problem[]::new));
        }
    }

    private static void group(Class<?> type, String prefix, Object settings, List<Problem> problems) {
        for (Method method : type.getMethods()) {
            if (!Modifier.isAbstract(method.getModifiers())) {
                continue;
            }
            if (isGroup(method.getReturnType())) {
                group(method.getReturnType(), name(method, prefix), value(method, settings), problems);
            } else if (method.getReturnType() == Map.class) {
                groups(name(method, prefix), (Map<?, ?>) value(method, settings), problems);
            } else {
                one(method, prefix, settings, problems);
            }
        }
    }

    /// A map may hold groups too: what SmallRye makes of one stands beside its interface.
    private static void groups(String prefix, Map<?, ?> settings, List<Problem> problems) {
        settings.forEach((key, value) -> {
            for (Class<?> type : value.getClass().getInterfaces()) {
                if (isGroup(type) && value.getClass().getName().startsWith(type.getName())) {
                    group(type, prefix + "." + key, value, problems);
                }
            }
        });
    }

    private static boolean isGroup(Class<?> type) {
        return type.isInterface() && type.getName().startsWith(OURS);
    }

    private static void one(Method method, String prefix, Object settings, List<Problem> problems) {
        for (Annotation annotation : method.getAnnotations()) {
            if (annotation.annotationType().getName().startsWith(CONSTRAINTS)) {
                Object value = value(method, settings) instanceof Optional<?> optional
                        ? optional.orElse(null)
                        : value(method, settings);
                String flaw = value == null ? null : flaw(annotation, value);
                if (flaw != null) {
                    String name = name(method, prefix);
                    problems.add(new Problem(variable(name) + " (" + name + ") must be " + flaw + ", but is " + value));
                }
            }
        }
    }

    private static Object value(Method method, Object settings) {
        try {
            return method.invoke(settings);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the setting of " + method + " cannot be read", e);
        }
    }

    /// No switch over the types: what Java makes of one at the first call takes longer than all the checks.
    private static @Nullable String flaw(Annotation bound, Object value) {
        if (bound instanceof Min min) {
            return ((Number) value).longValue() < min.value() ? min.value() + " at least" : null;
        }
        if (bound instanceof Max max) {
            return ((Number) value).longValue() > max.value() ? max.value() + " at most" : null;
        }
        if (bound instanceof NotBlank) {
            return value.toString().isBlank() ? "more than blanks" : null;
        }
        throw new IllegalStateException(bound + " is not a bound that " + Bounds.class + " knows");
    }

    private static String name(Method method, String prefix) {
        if (method.isAnnotationPresent(WithParentName.class)) {
            return prefix;
        }
        WithName given = method.getAnnotation(WithName.class);
        return prefix + "." + (given != null ? given.value() : kebab(method.getName()));
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
