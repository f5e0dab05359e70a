package io.openclaw.bridge.intake.rest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// Serves the description of the door: the OpenAPI document and Swagger UI, both files that the build put into the jar, read
/// when somebody asks for them.
@Singleton
final class DescriptionPages {
    private static final String DOCUMENT = "/q/openapi";
    private static final String UI = "/q/swagger-ui";
    private static final String INDEX = "index.html";
    private static final String HTML = "text/html;charset=UTF-8";
    private static final Map<String, String> UI_FILES = Map.of(
            INDEX,
            HTML,
            "swagger-initializer.js",
            "text/javascript;charset=UTF-8",
            "swagger-ui-bundle.js",
            "text/javascript;charset=UTF-8",
            "swagger-ui.css",
            "text/css;charset=UTF-8",
            "favicon.ico",
            "image/x-icon");

    void serve(@Observes Router router) {
        get(router, DOCUMENT).handler(routing -> send(routing, "META-INF/openapi.json", "application/json"));
        get(router, UI).handler(routing -> {
            if (routing.request().path().endsWith("/")) {
                page(routing, INDEX, HTML);
            } else {
                routing.redirect(UI + "/");
            }
        });
        UI_FILES.forEach((name, type) -> get(router, UI + "/" + name).handler(routing -> page(routing, name, type)));
    }

    private static Route get(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private static void page(RoutingContext routing, String name, String type) {
        send(routing, "META-INF/swagger-ui/" + name, type);
    }

    private static void send(RoutingContext routing, String resource, String type) {
        routing.vertx()
                .executeBlocking(() -> read(resource), false)
                .onFailure(routing::fail)
                .onSuccess(bytes -> routing.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                        .end(bytes));
    }

    private static Buffer read(String resource) throws IOException {
        try (InputStream file = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (file == null) {
                throw new IOException(resource + " is missing: it is made by the build (./mvnw process-classes)");
            }
            return Buffer.buffer(file.readAllBytes());
        }
    }
}
