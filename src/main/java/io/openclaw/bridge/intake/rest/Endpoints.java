package io.openclaw.bridge.intake.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The paths of the door and their methods, read once from the resources' own annotations, when the first request asks.
///
/// For requests that no resource took, and of which Quarkus therefore knows nothing: the `Allow` of a
/// 405, which RFC 9110 demands, the scope that a 403 names, and a metric's label that does not carry the caller's path.
public final class Endpoints {
    private static final Set<Class<?>> RESOURCES = new LinkedHashSet<>(List.of(
            MessagesResource.class,
            NotificationsResource.class,
            HistoryResource.class,
            BatchResource.class,
            ReplayResource.class,
            StatusResource.class));
    private static volatile @Nullable Collection<Endpoint> all;

    /// @param roles what each method asks for
    private record Endpoint(String template, Pattern path, Map<String, String> roles) {}

    private Endpoints() {}

    /// Adds resources of other packages, which this one does not know. At the start, before the first request.
    public static synchronized void add(Class<?>... resources) {
        RESOURCES.addAll(List.of(resources));
        all = null;
    }

    private static Collection<Endpoint> all() {
        Collection<Endpoint> known = all;
        if (known == null) {
            synchronized (Endpoints.class) {
                known = endpoints(RESOURCES);
                all = known;
            }
        }
        return known;
    }

    /// Methods of a path, for the `Allow` header.
    static String allow(String path) {
        return find(path)
                .map(endpoint -> String.join(", ", endpoint.roles.keySet()))
                .orElse(HttpMethod.OPTIONS);
    }

    /// Template of a path or template.
    static Optional<String> template(String path) {
        return find(path).map(Endpoint::template);
    }

    /// What the call asks for; empty where there is no such call.
    static Optional<String> role(String method, String path) {
        return find(path)
                .map(endpoint -> endpoint.roles.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method))
                .filter(role -> !role.isEmpty());
    }

    private static Optional<Endpoint> find(String path) {
        return all().stream()
                .filter(endpoint -> endpoint.path.matcher(path).matches())
                .findFirst();
    }

    private static Collection<Endpoint> endpoints(Collection<Class<?>> resources) {
        Map<String, Endpoint> endpoints = new TreeMap<>();
        for (Class<?> resource : resources) {
            for (Method method : resource.getDeclaredMethods()) {
                for (Annotation annotation : method.getAnnotations()) {
                    HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (http != null) {
                        Map<String, String> roles =
                                endpoints.computeIfAbsent(template(resource, method), Endpoints::endpoint).roles;
                        roles.put(http.value(), role(method));
                        if (http.value().equals(HttpMethod.GET)) {
                            roles.put(HttpMethod.HEAD, role(method));
                        }
                    }
                }
            }
        }
        return List.copyOf(endpoints.values());
    }

    private static String role(Method method) {
        RolesAllowed roles = method.getAnnotation(RolesAllowed.class);
        return roles == null ? "" : String.join(" or ", roles.value());
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
        return new Endpoint(template, Pattern.compile(regex), new TreeMap<>(Map.of(HttpMethod.OPTIONS, "")));
    }
}
