package io.openclaw.bridge.queue;

import io.openclaw.bridge.access.Gatekeeper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.jspecify.annotations.Nullable;

/// ActiveMQ Artemis in this process, for those who run no broker: AMQP 1.0 on the loopback, a journal on disk that is
/// synchronised before a publisher is answered. Bounded: a full address lets its publishers wait.
public final class EmbeddedBroker implements AutoCloseable {
    private static final String EXPIRED = "openclaw.expired";

    /// Of the disk, below which publishers wait.
    private static final long DISK_RESERVE = 256L << 20;

    /// A start reads the files byte by byte: ten of Artemis' 10 MiB cost it 100 ms each.
    private static final int JOURNAL_FILE = 2 << 20;

    /// Of one message: some times the largest body, so that what is a little too long gets among the dead letters.
    private static final long SMALLEST_LIMIT = 1L << 20;

    private final ActiveMQServer server;
    private final int port;
    private final QueueSettings reached;

    private EmbeddedBroker(ActiveMQServer server, int port, QueueSettings reached) {
        this.server = server;
        this.port = port;
        this.reached = reached;
    }

    /// For everybody, or for who knows the configured user and password.
    public static EmbeddedBroker start(QueueSettings settings, Path folder) {
        return start(settings, folder, null);
    }

    /// Starts it, and returns when it takes connections. Blocks for some hundred milliseconds.
    ///
    /// @param folder of its journal; made where it is not there
    /// @param keys whose keys let in; null where keys do not count
    /// @throws IllegalStateException with a sentence for people, where the port is taken or the journal cannot be opened
    public static EmbeddedBroker start(QueueSettings settings, Path folder, @Nullable Gatekeeper keys) {
        return plan(settings, folder, keys).start();
    }

    /// Looks for a port, and settles how it will be reached.
    ///
    /// @throws IllegalStateException with a sentence for people, where the port is taken
    static Plan plan(QueueSettings settings, Path folder, @Nullable Gatekeeper keys) {
        int port = freePort(settings.endpoint().host(), settings.endpoint().port());
        boolean guarded = keys != null || settings.login().user() != null;
        Login own = guarded
                ? new Login("openclaw-bridge", UUID.randomUUID() + "-" + UUID.randomUUID(), null)
                : Login.ANONYMOUS;
        return new Plan(settings, folder, port, new BrokerAcceptors(settings, port, folder), guarded, own, keys);
    }

    /// A broker before its start.
    record Plan(
            QueueSettings settings,
            Path folder,
            int port,
            BrokerAcceptors acceptors,
            boolean guarded,
            Login own,
            @Nullable Gatekeeper keys) {
        /// How this process will reach it.
        QueueSettings reached() {
            return acceptors.reached(own);
        }

        /// @throws IllegalStateException with a sentence for people
        EmbeddedBroker start() {
            return EmbeddedBroker.start(this);
        }
    }

    private static EmbeddedBroker start(Plan plan) {
        QueueSettings settings = plan.settings();
        ActiveMQServer server = new ActiveMQServerImpl(
                configuration(settings, plan.folder(), plan.acceptors(), plan.guarded()),
                Guard.of(settings, plan.keys(), plan.own()));
        server.registerBrokerPlugin(new MessageLimit(Math.max(SMALLEST_LIMIT, 4 * settings.maxBodyBytes())));
        try {
            server.start();
            if (!server.waitForActivation(10, TimeUnit.SECONDS)) {
                throw new IOException("it did not become active");
            }
            return new EmbeddedBroker(server, plan.port(), plan.reached());
        } catch (Exception e) {
            stopQuietly(server);
            throw new IllegalStateException(
                    "the embedded broker does not start on port " + plan.port() + " with its journal in "
                            + plan.folder() + " ("
                            + e.getMessage()
                            + "): set OPENCLAW_QUEUE_PORT or OPENCLAW_DATA_DIR, or OPENCLAW_QUEUE=off to do without",
                    e);
        }
    }

    /// Where it listens.
    public int port() {
        return port;
    }

    /// How this process reaches it.
    QueueSettings reached() {
        return reached;
    }

    @Override
    public void close() {
        stopQuietly(server);
    }

    private static void stopQuietly(ActiveMQServer server) {
        try {
            server.stop(false, true);
        } catch (Exception e) {
            System.getLogger(EmbeddedBroker.class.getName())
                    .log(System.Logger.Level.WARNING, "The embedded broker did not stop as it should", e);
        }
    }

    /// Looks before the broker does, whose words are of bind exceptions.
    ///
    /// @throws IllegalStateException with a sentence for people, where the port is taken
    static int freePort(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "port " + port + " of " + host
                            + ", where the embedded broker is to listen, is taken, perhaps by another broker, or no address of this machine: set OPENCLAW_QUEUE_PORT to a free one, or OPENCLAW_QUEUE=external and OPENCLAW_QUEUE_URL to use that broker, or OPENCLAW_QUEUE=off",
                    e);
        }
    }

    private static Configuration configuration(
            QueueSettings settings, Path folder, BrokerAcceptors acceptors, boolean guarded) {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration
                .setName("openclaw-bridge")
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalFileSize(JOURNAL_FILE)
                .setJournalMinFiles(2)
                .setJournalPoolFiles(4)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setJMXManagementEnabled(false)
                .setMessageCounterEnabled(false)
                .setSecurityEnabled(guarded)
                // Who knows these may do everything, and the ones that Artemis comes with are known to everybody.
                .setClusterUser(UUID.randomUUID().toString())
                .setClusterPassword(UUID.randomUUID().toString())
                // What a key is good for is looked up in memory each time.
                .setAuthenticationCacheSize(0)
                .setAuthorizationCacheSize(0)
                .setGlobalMaxSize(4 * settings.memoryBytes())
                .setMaxDiskUsage(-1)
                .setMinDiskFree(DISK_RESERVE)
                .setThreadPoolMaxSize(8)
                .setScheduledThreadPoolMaxSize(2)
                .setCriticalAnalyzer(false)
                .setSuppressSessionNotifications(true);
        acceptors.add(configuration, guarded);
        if (guarded) {
            configuration.registerBrokerPlugin(new PublisherStamp(settings.notifications()));
        }
        address(configuration, settings.notifications(), RoutingType.ANYCAST);
        address(configuration, settings.deadLetters(), RoutingType.ANYCAST);
        address(configuration, EXPIRED, RoutingType.ANYCAST);
        address(configuration, settings.events(), RoutingType.MULTICAST);
        configuration.addAddressSetting("#", bounded(settings));
        // The door settles what is no notification itself, and whatever else goes wrong is not the message's fault.
        configuration.addAddressSetting(
                settings.notifications(), bounded(settings).setMaxDeliveryAttempts(-1));
        configuration.addAddressSetting(
                settings.deadLetters(),
                bounded(settings)
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                        .setMaxSizeBytes(settings.memoryBytes() / 4)
                        .setPageLimitBytes(settings.diskBytes())
                        .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL));
        return configuration;
    }

    private static AddressSettings bounded(QueueSettings settings) {
        return new AddressSettings()
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK)
                .setMaxSizeBytes(settings.memoryBytes())
                .setDeadLetterAddress(SimpleString.of(settings.deadLetters()))
                .setExpiryAddress(SimpleString.of(EXPIRED))
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST);
    }

    private static void address(Configuration configuration, String name, RoutingType type) {
        CoreAddressConfiguration address =
                new CoreAddressConfiguration().setName(name).addRoutingType(type);
        if (type == RoutingType.ANYCAST) {
            address.setQueueConfigs(List.of(QueueConfiguration.of(name)
                    .setAddress(name)
                    .setRoutingType(type)
                    .setDurable(true)));
        }
        configuration.addAddressConfiguration(address);
    }
}
