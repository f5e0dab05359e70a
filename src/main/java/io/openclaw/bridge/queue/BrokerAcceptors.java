package io.openclaw.bridge.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.activemq.artemis.core.config.Configuration;
import org.jspecify.annotations.Nullable;

/// Where the embedded broker listens: for clients, with TLS where there is a certificate; and then on the loopback for this
/// process, which need not trust its own certificate.
final class BrokerAcceptors {
    private static final String LOOPBACK = "127.0.0.1";

    /// Messages that a publisher may send ahead: what a full address is exceeded by.
    private static final int CREDITS = 300;

    /// More than any installation has clients; each costs memory and a file descriptor.
    private static final int CONNECTIONS = 1_000;

    private final QueueSettings settings;
    private final int port;
    private final int ownPort;
    private final Path folder;

    /// @param port for clients
    /// @param folder for what Artemis must read from a file
    BrokerAcceptors(QueueSettings settings, int port, Path folder) {
        this.settings = settings;
        this.port = port;
        this.folder = folder;
        this.ownPort = settings.isTls() ? EmbeddedBroker.freePort(LOOPBACK, 0) : port;
    }

    /// How this process gets in.
    QueueSettings reached(Login own) {
        return settings.reached(
                settings.isTls() ? LOOPBACK : reachable(settings.endpoint().host()), ownPort, own);
    }

    /// Who listens everywhere is reached on the loopback.
    private static String reachable(String host) {
        try {
            InetAddress address = InetAddress.ofLiteral(host);
            return address.isAnyLocalAddress()
                    ? InetAddress.getLoopbackAddress().getHostAddress()
                    : host;
        } catch (IllegalArgumentException e) {
            return host;
        }
    }

    void add(Configuration configuration, boolean guarded) {
        try {
            configuration.addAcceptorConfiguration(
                    "amqp", uri(settings.endpoint().host(), port, guarded) + (settings.isTls() ? tls() : ""));
            if (settings.isTls()) {
                configuration.addAcceptorConfiguration("own", uri(LOOPBACK, ownPort, guarded));
            }
        } catch (Exception e) {
            throw new IllegalStateException("the embedded broker cannot listen as it shall: " + e.getMessage(), e);
        }
    }

    private static String uri(String host, int port, boolean guarded) {
        return "tcp://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port
                + "?protocols=AMQP;useEpoll=false;remotingThreads=1;amqpCredits=" + CREDITS + ";amqpLowCredits="
                + CREDITS / 3 + ";connectionsAllowed=" + CONNECTIONS + ";handshake-timeout=10"
                + (guarded ? ";saslMechanisms=PLAIN" : "");
    }

    private String tls() throws IOException {
        Path pems = folder.resolve("tls.pemcfg");
        Files.createDirectories(folder);
        Files.writeString(
                pems, "source.key=" + readable(settings.key()) + "\nsource.cert=" + readable(settings.cert()) + "\n");
        return ";sslEnabled=true;sslAutoReload=true;keyStoreType=PEMCFG;keyStorePath="
                + URLEncoder.encode(pems.toAbsolutePath().toString(), StandardCharsets.UTF_8);
    }

    private static Path readable(@Nullable Path file) {
        Path absolute = Objects.requireNonNull(file).toAbsolutePath();
        if (!Files.isReadable(absolute)) {
            throw new UncheckedIOException(new IOException(
                    "the file " + file + " (OPENCLAW_QUEUE_TLS_CERT, OPENCLAW_QUEUE_TLS_KEY) cannot be read"));
        }
        return absolute;
    }
}
