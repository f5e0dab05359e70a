package io.openclaw.bridge.queue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
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

/// ActiveMQ Artemis in this process, for those who run no broker: AMQP 1.0 on the loopback, a journal on disk that is
/// synchronised before a publisher is answered. Bounded: a full address lets its publishers wait.
public final class EmbeddedBroker implements AutoCloseable {
    private static final String EXPIRED = "openclaw.expired";

    /// Of the disk, below which publishers wait.
    private static final long DISK_RESERVE = 256L << 20;

    /// A start reads the files byte by byte: ten of Artemis' 10 MiB cost it 100 ms each.
    private static final int JOURNAL_FILE = 2 << 20;

    /// Messages that a publisher may send ahead: what a full address is exceeded by.
    private static final int CREDITS = 300;

    /// Of one message: some times the largest body, so that what is a little too long gets among the dead letters.
    private static final long SMALLEST_LIMIT = 1L << 20;

    /// More than any installation has clients; each costs memory and a file descriptor.
    private static final int CONNECTIONS = 1_000;

    private final ActiveMQServer server;
    private final int port;

    private EmbeddedBroker(ActiveMQServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /// Starts it, and returns when it takes connections. Blocks for some hundred milliseconds.
    ///
    /// @param folder of its journal; made where it is not there
    /// @throws IllegalStateException with a sentence for people, where the port is taken or the journal cannot be opened
    public static EmbeddedBroker start(QueueSettings settings, Path folder) {
        return start(settings, folder, freePort(settings.endpoint()));
    }

    /// The same on a port from [#freePort].
    static EmbeddedBroker start(QueueSettings settings, Path folder, int port) {
        ActiveMQServer server = new ActiveMQServerImpl(configuration(settings, folder, port), Guard.of(settings));
        server.registerBrokerPlugin(new MessageLimit(Math.max(SMALLEST_LIMIT, 4 * settings.maxBodyBytes())));
        try {
            server.start();
            if (!server.waitForActivation(10, TimeUnit.SECONDS)) {
                throw new IOException("it did not become active");
            }
            return new EmbeddedBroker(server, port);
        } catch (Exception e) {
            stopQuietly(server);
            throw new IllegalStateException(
                    "the embedded broker does not start on port " + port + " with its journal in " + folder + " ("
                            + e.getMessage()
                            + "): set OPENCLAW_QUEUE_PORT or OPENCLAW_DATA_DIR, or OPENCLAW_QUEUE=off to do without",
                    e);
        }
    }

    /// Where it listens, on 127.0.0.1.
    public int port() {
        return port;
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
    static int freePort(Endpoint endpoint) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral(endpoint.host()), endpoint.port()));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "port " + endpoint.port()
                            + ", where the embedded broker is to listen, is taken, perhaps by another broker: set OPENCLAW_QUEUE_PORT to a free one, or OPENCLAW_QUEUE=external and OPENCLAW_QUEUE_URL to use that broker, or OPENCLAW_QUEUE=off",
                    e);
        }
    }

    private static Configuration configuration(QueueSettings settings, Path folder, int port) {
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
                .setSecurityEnabled(settings.login().user() != null)
                .setGlobalMaxSize(4 * settings.memoryBytes())
                .setMaxDiskUsage(-1)
                .setMinDiskFree(DISK_RESERVE)
                .setThreadPoolMaxSize(8)
                .setScheduledThreadPoolMaxSize(2)
                .setCriticalAnalyzer(false)
                .setSuppressSessionNotifications(true);
        try {
            configuration.addAcceptorConfiguration(
                    "amqp",
                    "tcp://" + settings.endpoint().host() + ":" + port
                            + "?protocols=AMQP;useEpoll=false;remotingThreads=1;amqpCredits=" + CREDITS
                            + ";amqpLowCredits=" + CREDITS / 3
                            + ";connectionsAllowed=" + CONNECTIONS + ";handshake-timeout=10"
                            + (settings.login().user() == null ? "" : ";saslMechanisms=PLAIN"));
        } catch (Exception e) {
            throw new IllegalStateException("the acceptor's settings are wrong", e);
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
