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

/// The queue.
@ConfigMapping(prefix = "openclaw.queue")
public interface QueueConfig {

    /// `embedded`: a broker in this process, on 127.0.0.1, with its journal in the data folder; `external`: the one of
    /// `OPENCLAW_QUEUE_URL`; `off`: no queue, and no event is written for it.
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

    /// The external broker: `amqp://host:5672` or `amqps://host:5671`.
    Optional<String> url();

    /// Who we are to the external broker. At the embedded one a login for clients that is as good as a key with every scope,
    /// and makes it ask for one. With a password or a token.
    Optional<String> user();

    /// That user's password.
    Optional<String> password();

    /// File that holds that password, instead of it; read anew for each connection, and by the embedded broker for each login.
    Optional<Path> passwordFile();

    /// File with a token that is sent as the password, read anew for each connection, since tokens end. External broker only.
    Optional<Path> tokenFile();

    /// Whose notifications those are that come from the external broker, which lets in whom it likes. Absent: `queue`, or
    /// nobody's in particular while the service is open. At the embedded broker it is the name of the publisher's key.
    Optional<String> caller();

    /// Address that notifications are published to. RabbitMQ has forms of its own: `/queue/openclaw.notifications` (3),
    /// `/queues/openclaw.notifications` (4).
    @WithDefault("openclaw.notifications")
    String notifications();

    /// Address that gets a copy of each message that is no notification, with the reason.
    @WithDefault("openclaw.notifications.dlq")
    String deadLetters();

    /// Address that outcomes and gateway events are published to: everybody's, so that whoever may hear it (scope `read`) hears
    /// of everybody's notifications. RabbitMQ: `/topic/openclaw.events` (3), `/exchanges/<exchange>/openclaw.events` (4).
    @WithDefault("openclaw.events")
    String events();

    /// CloudEvents as one JSON document (`structured`), or `binary`: the data as the body, the attributes as application
    /// properties `cloudEvents_…`.
    @WithDefault("structured")
    EventFormat eventFormat();

    /// Gateway events to publish, as in `chat,session.message`; `*` for all. Absent: none. They carry people's messages.
    Optional<List<String>> gatewayEvents();

    /// Messages that the embedded broker holds, per address; beyond it publishers wait. A durable subscriber of the events
    /// that stays away fills theirs, and then outcomes wait in the database.
    @WithDefault("64M")
    MemorySize memory();

    /// Dead letters that the embedded broker holds on disk; beyond it taking messages waits.
    @WithDefault("1G")
    MemorySize disk();

    Tls tls();

    interface Tls {
        /// PEM file of the certificates to trust for `amqps` instead of the JVM's.
        Optional<Path> ca();

        /// PEM file of the embedded broker's certificate, with its chain; with `key`. Present: clients speak AMQP over TLS
        /// (`amqps`) with it. Read anew when it changes.
        Optional<Path> cert();

        /// PEM file of that certificate's private key, not encrypted.
        Optional<Path> key();
    }
}
