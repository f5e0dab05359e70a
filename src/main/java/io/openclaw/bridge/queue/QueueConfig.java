package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Broker;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Settings of the message-queue door. Each property `openclaw.queue.a-b` is the environment variable `OPENCLAW_QUEUE_A_B`.
@ConfigMapping(prefix = "openclaw.queue")
public interface QueueConfig {

    /// `embedded`: a broker in this process. `external`: the one at `url`. `off`: no queue.
    @WithParentName
    @WithDefault("embedded")
    Broker.Mode mode();

    /// Address that the embedded broker listens on. Elsewhere than on the loopback it wants keys (`OPENCLAW_ACCESS_…`), and
    /// should have `tls`.
    @WithDefault("127.0.0.1")
    String host();

    /// Port that the embedded broker listens on; 0 takes a free one, which the log names.
    @WithDefault("5672")
    @Min(0)
    @Max(65_535)
    int port();

    /// The external broker, `amqp://host:5672` or `amqps://host:5671`.
    Optional<String> url();

    /// Who we are to the external broker. At the embedded one a login for clients that is as good as a key with every scope,
    /// and makes it ask for one. With `password` or a token.
    Optional<String> user();

    /// Its password.
    Optional<String> password();

    /// File that holds a token, sent as the password (SASL PLAIN); read anew for each connection. External broker only.
    Optional<Path> tokenFile();

    /// Whose notifications those are that come from the external broker, which lets in whom it likes. Absent: `queue`, or
    /// nobody's in particular while the service is open. At the embedded broker it is the name of the publisher's key.
    Optional<String> caller();

    /// Address that notifications are published to.
    @WithDefault("openclaw.notifications")
    String notifications();

    /// Address that gets a copy of every message that is no notification, with the reason.
    @WithDefault("openclaw.notifications.dlq")
    String deadLetters();

    /// Address that outcomes and gateway events are published to: everybody's, so that whoever may hear it (scope `read`) hears
    /// of everybody's notifications.
    @WithDefault("openclaw.events")
    String events();

    /// CloudEvents as one JSON document (`structured`), or with their attributes as application properties (`binary`).
    @WithDefault("structured")
    EventFormat eventFormat();

    /// Gateway events to publish, by their names, as in `chat,session.message`; `*` for all. Absent: none.
    Optional<List<String>> gatewayEvents();

    /// Messages that the embedded broker holds in memory, per address; beyond it publishers wait.
    @WithDefault("64M")
    MemorySize memory();

    /// Dead letters that the embedded broker holds on disk; beyond it taking notifications waits.
    @WithDefault("1G")
    MemorySize disk();

    Tls tls();

    interface Tls {
        /// PEM file of the certificates to trust instead of the JVM's.
        Optional<Path> ca();

        /// PEM file of the embedded broker's certificate, with its chain; with `key`. Present: clients speak AMQP over TLS
        /// (`amqps`) with it. Read anew when it changes.
        Optional<Path> cert();

        /// PEM file of that certificate's private key, not encrypted.
        Optional<Path> key();
    }
}
