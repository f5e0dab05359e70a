package io.openclaw.bridge.queue;

import io.openclaw.bridge.access.ApiKey;
import io.openclaw.bridge.notification.Broker;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that the queue must be told, as checked values: from [QueueConfig], or by hand.
///
/// @param endpoint where the broker is; of the embedded one, where it shall listen
/// @param login how to log in
/// @param caller whose the notifications of an external broker are; null where nobody said
/// @param cert PEM file of the embedded broker's certificate; null for no TLS
/// @param key PEM file of its private key; null for no TLS
/// @param notifications address that notifications come from
/// @param deadLetters address of what is none
/// @param events address of outcomes and gateway events
/// @param gatewayEvents names of the gateway events to publish; empty for none
/// @param memoryBytes that the embedded broker holds in memory, per address
/// @param diskBytes of dead letters that it holds on disk
/// @param maxMessageCharacters longest text of a notification, in code points
/// @param maxBodyBytes longest body of a message
public record QueueSettings(
        Broker.Mode mode,
        Endpoint endpoint,
        Login login,
        @Nullable String caller,
        @Nullable Path cert,
        @Nullable Path key,
        String notifications,
        String deadLetters,
        String events,
        EventFormat eventFormat,
        Set<String> gatewayEvents,
        long memoryBytes,
        long diskBytes,
        int maxMessageCharacters,
        long maxBodyBytes) {

    /// @param maxMessageCharacters the limit that the other doors hold to
    /// @param maxBodyBytes likewise
    /// @throws IllegalArgumentException with a sentence that names the setting and the remedy; never with a secret
    public static QueueSettings from(QueueConfig config, int maxMessageCharacters, long maxBodyBytes) {
        return new QueueSettings(
                config.mode(),
                endpoint(config),
                login(config),
                caller(config),
                config.tls().cert().orElse(null),
                config.tls().key().orElse(null),
                config.notifications(),
                config.deadLetters(),
                config.events(),
                config.eventFormat(),
                Set.copyOf(config.gatewayEvents().orElse(List.of())),
                config.memory().asLongValue(),
                config.disk().asLongValue(),
                maxMessageCharacters,
                maxBodyBytes);
    }

    private static Endpoint endpoint(QueueConfig config) {
        if (config.mode() == Broker.Mode.EXTERNAL) {
            String url = config.url()
                    .orElseThrow(
                            () -> new IllegalArgumentException(
                                    "OPENCLAW_QUEUE is external, but no broker is named: set OPENCLAW_QUEUE_URL, as in amqp://broker:5672 or amqps://broker:5671"));
            return Endpoint.parse(url, config.tls().ca().orElse(null));
        }
        if (config.tls().cert().isPresent() != config.tls().key().isPresent()) {
            throw new IllegalArgumentException(
                    "OPENCLAW_QUEUE_TLS_CERT and OPENCLAW_QUEUE_TLS_KEY belong together: set both, or none");
        }
        if (config.url().isPresent()) {
            throw new IllegalArgumentException("OPENCLAW_QUEUE_URL is set, but OPENCLAW_QUEUE is "
                    + (config.mode() == Broker.Mode.OFF ? "off" : "embedded")
                    + ": set OPENCLAW_QUEUE=external to use that broker, or take the URL away");
        }
        return new Endpoint(config.host().strip(), config.port(), false, null);
    }

    private static Login login(QueueConfig config) {
        if (config.tokenFile().isPresent()) {
            if (config.password().isPresent() || config.passwordFile().isPresent()) {
                throw new IllegalArgumentException(
                        "OPENCLAW_QUEUE_PASSWORD or OPENCLAW_QUEUE_PASSWORD_FILE, and OPENCLAW_QUEUE_TOKEN_FILE are set: keep one of them");
            }
            if (config.mode() == Broker.Mode.EMBEDDED) {
                throw new IllegalArgumentException(
                        "OPENCLAW_QUEUE_TOKEN_FILE is for an external broker: for the embedded one set OPENCLAW_QUEUE_USER and OPENCLAW_QUEUE_PASSWORD");
            }
            return new Login(
                    config.user().orElse("token"), null, config.tokenFile().get());
        }
        if (config.password().isPresent() && config.passwordFile().isPresent()) {
            throw new IllegalArgumentException(
                    "OPENCLAW_QUEUE_PASSWORD and OPENCLAW_QUEUE_PASSWORD_FILE are both set: keep one of them");
        }
        if (config.user().isPresent()
                != (config.password().isPresent() || config.passwordFile().isPresent())) {
            throw new IllegalArgumentException(
                    "OPENCLAW_QUEUE_USER and OPENCLAW_QUEUE_PASSWORD belong together: set both, or none");
        }
        return new Login(
                config.user().orElse(null),
                config.password().orElse(null),
                config.passwordFile().orElse(null));
    }

    private static @Nullable String caller(QueueConfig config) {
        String caller = config.caller().orElse(null);
        if (caller != null && ApiKey.nameFlaw(caller) != null) {
            throw new IllegalArgumentException("OPENCLAW_QUEUE_CALLER " + ApiKey.nameFlaw(caller));
        }
        return caller;
    }

    String callerOr(String absent) {
        return caller == null ? absent : caller;
    }

    boolean isTls() {
        return cert != null;
    }

    /// Where and how this process reaches the embedded broker.
    ///
    /// @param own how it logs in
    QueueSettings reached(String host, int port, Login own) {
        return new QueueSettings(
                mode,
                new Endpoint(host, port, false, null),
                own,
                caller,
                cert,
                key,
                notifications,
                deadLetters,
                events,
                eventFormat,
                gatewayEvents,
                memoryBytes,
                diskBytes,
                maxMessageCharacters,
                maxBodyBytes);
    }
}
