package io.openclaw.bridge.intake.rest;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The `Allow` header of a 405, which RFC 9110 demands and Quarkus REST leaves out. Read once from
/// the resources' own annotations.
final class AllowedMethods {
    private static final List<Class<?>> RESOURCES = List.of(MessagesResource.class, StatusResource.class);
    private static final Map<String, Set<String>> METHODS = methods();

    private AllowedMethods() {}

    /// @param path raw path of the request
    static String of(String path) {
        return METHODS.entrySet().stream()
                .filter(entry -> Pattern.matches(entry.getKey(), path))
                .findFirst()
                .map(entry -> String.join(", ", entry.getValue()))
                .orElse("OPTIONS");
    }

    private static Map<String, Set<String>> methods() {
        Map<String, Set<String>> methods = new TreeMap<>();
        for (Class<?> resource : RESOURCES) {
            for (Method method : resource.getDeclaredMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (http != null) {
                        Set<String> allowed = methods.computeIfAbsent(
                                pattern(resource, method), _ -> new TreeSet<>(List.of("OPTIONS")));
                        allowed.add(http.value());
                        if (http.value().equals(HttpMethod.GET)) {
                            allowed.add(HttpMethod.HEAD);
                        }
                    }
                }
            }
        }
        return methods;
    }

    private static String pattern(Class<?> resource, Method method) {
        String own = method.isAnnotationPresent(Path.class)
                ? "/" + method.getAnnotation(Path.class).value()
                : "";
        String template = resource.getAnnotation(Path.class).value() + own;
        return "/*"
                + template.replaceFirst("^/", "")
                        .replaceAll("\\{[^}]*}", "[^/]+")
                        .replaceAll("/+", "/+") + "/*";
    }
}
