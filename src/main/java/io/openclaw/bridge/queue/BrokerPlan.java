package io.openclaw.bridge.queue;

import io.openclaw.bridge.access.Gatekeeper;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.activemq.artemis.core.config.Configuration;
import org.jspecify.annotations.Nullable;

/// Where the embedded broker will listen and whom it will let in, known before it starts, which takes a while.
final class BrokerPlan {
    private final QueueSettings settings;
    private final Path folder;
    private final @Nullable Gatekeeper keys;
    private final int port;
    private final BrokerAcceptors acceptors;
    private final Login own;

    /// @param folder of its journal; made where it is not there
    /// @param keys whose keys let in; null where keys do not count
    /// @throws IllegalStateException with a sentence for people, where the port is taken
    BrokerPlan(QueueSettings settings, Path folder, @Nullable Gatekeeper keys) {
        this.settings = settings;
        this.folder = folder;
        this.keys = keys;
        this.port = EmbeddedBroker.freePort(
                settings.endpoint().host(), settings.endpoint().port());
        this.acceptors = new BrokerAcceptors(settings, port, folder);
        this.own = isGuarded()
                ? new Login("openclaw-bridge", UUID.randomUUID() + "-" + UUID.randomUUID(), null)
                : Login.ANONYMOUS;
    }

    /// Blocks for some hundred milliseconds.
    EmbeddedBroker start() {
        return EmbeddedBroker.start(this);
    }

    QueueSettings settings() {
        return settings;
    }

    Path folder() {
        return folder;
    }

    /// Whether clients must show who they are.
    boolean isGuarded() {
        return keys != null || settings.login().user() != null;
    }

    Guard guard() {
        return Guard.of(settings, keys, own);
    }

    void listen(Configuration configuration) {
        acceptors.add(configuration, isGuarded());
    }

    /// Where clients reach it.
    Endpoint endpoint() {
        return new Endpoint(settings.endpoint().host(), port, settings.isTls(), null);
    }

    /// How this process reaches it.
    QueueSettings reached() {
        return acceptors.reached(own);
    }
}
