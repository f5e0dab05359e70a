package io.openclaw.bridge.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Opens sockets. Every attempt has a WebSocket client of its own, so that rotated TLS files count, and
/// closes it with the socket. Confined to the client's context.
final class Dialer {
    /// The gateway sends frames of up to 25 MiB (contract 7); Vert.x would stop at 64 KiB a frame and
    /// 256 KiB a message.
    static final int MAX_FRAME = 25 * 1024 * 1024 + 1024;

    /// In seconds; for peers that take our close frame and do not answer.
    private static final int CLOSING_TIMEOUT = 2;

    /// Netty's exception, which is under Vert.x and not of this room; its message quotes the peer's bytes.
    private static final String NO_TLS = "NotSslRecordException";

    private final Vertx vertx;
    private final Context context;
    private final GatewaySettings settings;
    private final Timer timer;
    private final Set<WebSocketClient> clients = new HashSet<>();
    private final List<Promise<Void>> waiting = new ArrayList<>();

    Dialer(Vertx vertx, Context context, GatewaySettings settings, Timer timer) {
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.timer = timer;
    }

    /// A socket that is being opened.
    ///
    /// @param abort the way to give up; where a socket comes about nevertheless, that is still told
    record Dial(Future<FrameSocket> socket, Runnable abort) {}

    /// To be called on the context that shall own the socket. The socket delivers nothing before its
    /// handler is set.
    Dial dial() {
        WebSocketClient client = null;
        try {
            client = vertx.createWebSocketClient(options());
            clients.add(client);
            WebSocketClient own = client;
            return new Dial(connect(own), () -> hangUp(own));
        } catch (RuntimeException e) {
            if (client != null) {
                hangUp(client);
            }
            return new Dial(Future.failedFuture(e), () -> {});
        }
    }

    private Future<FrameSocket> connect(WebSocketClient client) {
        String path = settings.url().getRawPath();
        String query = settings.url().getRawQuery();
        WebSocketConnectOptions target = new WebSocketConnectOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setSsl(settings.secure())
                .setURI((path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query))
                // Both only to keep Netty from asking URI, which knows no names with underscores; without an answer it
                // would never get to the upgrade, and say nothing. Vert.x takes the second one out again, see below.
                .putHeader("Host", settings.host() + ":" + settings.port())
                .putHeader("Origin", settings.host())
                .setTimeout(settings.connectTimeout().toMillis())
                // Contract 2: even an allowed origin costs the scopes.
                .setAllowOriginHeader(false);
        return client.connect(target)
                .map(socket -> new FrameSocket(socket, () -> hangUp(client), context, timer))
                .onFailure(_ -> hangUp(client));
    }

    private Future<Void> hangUp(WebSocketClient client) {
        return client.close().onComplete(_ -> {
            clients.remove(client);
            if (clients.isEmpty()) {
                waiting.forEach(Promise::complete);
                waiting.clear();
            }
        });
    }

    /// Completes when there is no socket left, neither open nor still saying goodbye.
    Future<Void> gone() {
        if (clients.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> gone = Promise.promise();
        waiting.add(gone);
        return gone.future();
    }

    private WebSocketClientOptions options() {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                .setMaxFrameSize(MAX_FRAME)
                .setMaxMessageSize(MAX_FRAME)
                .setClosingTimeout(CLOSING_TIMEOUT)
                .setTcpNoDelay(true);
        return settings.secure() ? secured(options) : options;
    }

    private WebSocketClientOptions secured(WebSocketClientOptions options) {
        TlsSettings tls = settings.tls();
        options.setVerifyHost(true);
        if (tls.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(tls.ca().toString()));
        }
        if (tls.certificate() != null && tls.key() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(tls.certificate().toString())
                    .addKeyPath(tls.key().toString()));
        }
        if (tls.fingerprint() != null) {
            options.setVerifyHost(false).setTrustOptions(TrustOptions.wrap(new PinnedTrust(tls.pins())));
        }
        return options;
    }

    /// What a failed dial means.
    CloseReason reasonOf(Throwable failure) {
        if (failure instanceof UpgradeRejectedException refused) {
            return new CloseReason.UpgradeRefused(
                    refused.getStatus(), seconds(refused.getHeaders().get("Retry-After")));
        }
        if (settings.secure() && isTlsFile(failure)) {
            return new CloseReason.Unreachable("TLS with the gateway cannot be set up: " + failure.getMessage(), true);
        }
        // A failed TLS handshake is wrapped the same way whether a certificate was at fault or the line.
        Throwable root = failure;
        String distrust = null;
        while (root.getCause() != null) {
            root = root.getCause();
            if (root.getClass().getSimpleName().equals(NO_TLS)) {
                return new CloseReason.PlainPort();
            }
            if (distrust == null && (root instanceof SSLException || root instanceof GeneralSecurityException)) {
                distrust = String.valueOf(root.getMessage());
            }
        }
        String detail = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (distrust != null) {
            return new CloseReason.Unreachable(
                    "TLS with the gateway failed: " + distrust + (distrust.contains(detail) ? "" : " (" + detail + ")"),
                    true);
        }
        return new CloseReason.Unreachable(
                "the gateway cannot be reached: " + detail
                        + (settings.secure() && !(failure instanceof IOException)
                                ? "; where it demands a client certificate, this one may be missing or wrong"
                                : ""),
                false);
    }

    /// Vert.x reports a PEM file that it cannot read with an exception of its own, one that it cannot understand with one
    /// of the JDK's.
    private static boolean isTlsFile(Throwable failure) {
        return failure instanceof FileSystemException
                || failure instanceof RuntimeException
                        && failure.getClass().getPackageName().startsWith("java.");
    }

    private static @Nullable Duration seconds(@Nullable String header) {
        try {
            return header == null ? null : Duration.ofSeconds(Math.clamp(Long.parseLong(header.strip()), 0, 3600));
        } catch (NumberFormatException e) {
            return null; // an HTTP date: our own back-off will do
        }
    }
}
