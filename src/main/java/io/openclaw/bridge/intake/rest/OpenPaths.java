package io.openclaw.bridge.intake.rest;

import org.jspecify.annotations.Nullable;

/// What is for everybody: probes and descriptions. The same paths stand in `application.properties`
/// (`quarkus.http.auth.permission.open.paths`), where Quarkus lets callers without a name pass.
final class OpenPaths {
    private OpenPaths() {}

    static boolean isOpen(@Nullable String path) {
        return path != null
                && path.startsWith("/q/")
                && !path.contains("..")
                && path.indexOf('%') < 0
                && (path.startsWith("/q/health")
                        || path.startsWith("/q/openapi")
                        || path.startsWith("/q/asyncapi")
                        || path.startsWith("/q/swagger-ui"));
    }
}
