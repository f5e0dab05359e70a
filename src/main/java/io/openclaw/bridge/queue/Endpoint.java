package io.openclaw.bridge.queue;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a broker speaks AMQP 1.0.
///
/// @param ca PEM file of the certificates to trust; null for the JVM's
public record Endpoint(
        String host, int port, boolean tls, @Nullable Path ca) {
    private static final int PLAIN = 5_672;
    private static final int SECURE = 5_671;

    /// @param url `amqp://host:port` or `amqps://host:port`; the port may be left out
    /// @throws IllegalArgumentException with a sentence that does not repeat the URL, which may hold a password
    static Endpoint parse(String url, @Nullable Path ca) {
        try {
            URI uri = new URI(url.strip());
            boolean tls = "amqps".equalsIgnoreCase(uri.getScheme());
            boolean path = uri.getRawPath() != null && !uri.getRawPath().isEmpty() && !"/".equals(uri.getRawPath());
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "OPENCLAW_QUEUE_URL must not hold user and password: set OPENCLAW_QUEUE_USER and OPENCLAW_QUEUE_PASSWORD");
            }
            if ((tls || "amqp".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null
                    && !path
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                String host = uri.getHost();
                return new Endpoint(
                        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                        uri.getPort() > 0 ? uri.getPort() : tls ? SECURE : PLAIN,
                        tls,
                        ca);
            }
        } catch (URISyntaxException e) {
            // said below, without the URL
        }
        throw new IllegalArgumentException(
                "OPENCLAW_QUEUE_URL must be amqp://host:port or amqps://host:port and nothing more");
    }

    /// For logs.
    @Override
    public String toString() {
        return (tls ? "amqps://" : "amqp://") + host + ":" + port;
    }
}
