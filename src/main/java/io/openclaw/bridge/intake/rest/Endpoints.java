package io.openclaw.bridge.intake.rest;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The paths of the door and their methods, read once from the resources' own annotations.
///
/// For requests that no resource took, and of which Quarkus therefore knows nothing: the `Allow` of a
/// 405, which RFC 9110 demands, and a metric's label that does not carry the caller's path.
final class Endpoints {
    private static final List<Class<?>> RESOURCES = List.of(
            MessagesResource.class,
            NotificationsResource.class,
            HistoryResource.class,
            BatchResource.class,
            ReplayResource.class,
            StatusResource.class);
    private static final Collection<Endpoint> ALL = endpoints();

    private record Endpoint(String template, Pattern path, Set<String> methods) {}

    private Endpoints() {}

    /// Methods of a path, for the `Allow` header.
    static String allow(String path) {
        return find(path).map(endpoint -> String.join(", ", endpoint.methods)).orElse(HttpMethod.OPTIONS);
    }

    /// Template of a path or template.
    static Optional<String> template(String path) {
        return find(path).map(Endpoint::template);
    }

    private static Optional<Endpoint> find(String path) {
        return ALL.stream()
                .filter(endpoint -> endpoint.path.matcher(path).matches())
                .findFirst();
    }

    private static Collection<Endpoint> endpoints() {
        Map<String, Endpoint> endpoints = new TreeMap<>();
        for (Class<?> resource : RESOURCES) {
            for (Method method : resource.getDeclaredMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (http != null) {
                        Set<String> methods =
                                endpoints.computeIfAbsent(template(resource, method), Endpoints::endpoint).methods;
                        methods.add(http.value());
                        if (http.value().equals(HttpMethod.GET)) {
                            methods.add(HttpMethod.HEAD);
                        }
                    }
                }
            }
        }
        return List.copyOf(endpoints.values());
    }

    private static String template(Class<?> resource, Method method) {
        String own = method.isAnnotationPresent(Path.class)
                ? "/" + method.getAnnotation(Path.class).value()
                : "";
        return (resource.getAnnotation(Path.class).value() + own).replaceAll("/+", "/");
    }

    /// Quarkus REST forgives doubled slashes.
    private static Endpoint endpoint(String template) {
        String regex = template.replaceAll("\\{[^}]*}", "[^/]+").replace("/", "/+") + "/*";
        return new Endpoint(template, Pattern.compile(regex), new TreeSet<>(Set.of(HttpMethod.OPTIONS)));
    }
}
