package io.openclaw.bridge.queue;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Serves the description of the queue beside that of REST, whose schemas it refers to.
@Singleton
final class AsyncApi {
    static final String PATH = "/q/asyncapi";
    static final String DOCUMENT = "META-INF/asyncapi.yaml";

    void serve(@Observes Router router) {
        String document = read();
        router.route(PATH)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(routing -> routing.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml;charset=UTF-8")
                        .end(document));
    }

    private static String read() {
        try (InputStream document =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(DOCUMENT)) {
            if (document == null) {
                throw new IllegalStateException(DOCUMENT + " is missing");
            }
            return new String(document.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
