package io.openclaw.bridge.production;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The bridge to one gateway.
@ConfigMapping(prefix = "openclaw")
public interface BridgeConfig {

    /// The gateway and how to reach it.
    Gateway gateway();

    /// Agent that owns chats' sessions. Default: the gateway's default agent. Needed where the gateway has several agents
    /// and no default. Before a connection the default is the last one that was said (kept in the data folder), at the very
    /// first start `main`: set it where that is another, so that nothing accepted before the first connection is overtaken.
    Optional<String> agent();

    WhatsApp whatsapp();

    Discord discord();

    /// Channels to allow beside agent, whatsapp, slack, discord, telegram; comma-separated.
    Optional<Set<String>> channels();

    /// Repeats within one call.
    @WithDefault("3")
    @Min(0)
    @Max(10)
    int maxRetries();

    /// First delay of repeats and of the reconnector; doubles.
    @WithDefault("1.0")
    @WithConverter(SecondsConverter.class)
    Duration initialDelay();

    /// Largest delay of repeats and of the reconnector.
    @WithDefault("30.0")
    @WithConverter(SecondsConverter.class)
    Duration maxDelay();

    CircuitBreaker circuitBreaker();

    /// Folder of the database, the embedded broker's journal, the device key and token, and the gateway's last known default
    /// agent, made for its owner only. One process at a time. In mode mock all of it is in the folder `mock` within: what the
    /// mock does never touches real data.
    @WithDefault("./data")
    Path dataDir();

    /// The device key; several bridges may share one device. Default: `device-key.pem` in the data folder.
    Optional<Path> deviceKeyFile();

    /// Most agent runs under way at once.
    @WithDefault("32")
    @Min(1)
    @Max(48)
    int maxAgentRuns();

    interface Gateway {
        /// Name in views and receipts. What is stored belongs to the gateway of this name, and so do its idempotency keys: after
        /// a change nobody delivers what is still open under the old one (the log, the status and the doctor tell of it) until
        /// the name is set back. All bridges on one PostgreSQL have the same.
        @WithDefault("default")
        @NotBlank
        String name();

        /// Address, `ws://` or `wss://`.
        @WithDefault("ws://127.0.0.1:18789")
        String url();

        /// The gateway's `gateway.auth.token`.
        Optional<String> token();

        /// File that holds the token; read anew for each connection. Instead of the token, not beside it.
        Optional<Path> tokenFile();

        /// Most calls outstanding at once. The gateway's start queue of 256 is shared by all its clients.
        @WithDefault("64")
        @Min(1)
        @Max(256)
        int window();

        Tls tls();
    }

    interface Tls {
        /// PEM file of the certificates to trust instead of the JVM's.
        Optional<Path> ca();

        /// PEM file of our client certificate.
        Optional<Path> certificate();

        /// PEM file of the client certificate's private key.
        Optional<Path> key();

        /// SHA-256 of the gateway's certificate, hex: exactly this one is trusted, whatever its name or issuer. Several, with
        /// blanks between, while the certificate is exchanged.
        Optional<String> fingerprint();
    }

    interface WhatsApp {
        /// Session of notifications that name none, and of `NotificationService`.
        Optional<String> sessionKey();

        /// The account's own number, for `whatsapp:self:main`.
        Optional<String> self();
    }

    interface Discord {
        /// Channel id to use for `discord:guild:<guild id>`.
        Map<String, String> guild();
    }

    interface CircuitBreaker {
        /// Consecutive failures that open the breaker.
        @WithDefault("5")
        @Min(1)
        int threshold();

        /// Time until it is probed.
        @WithDefault("60")
        @WithConverter(SecondsConverter.class)
        Duration timeout();
    }
}
