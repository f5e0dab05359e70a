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

/// Settings of the bridge to one gateway. Each property `openclaw.a.b-c` is the environment variable
/// `OPENCLAW_A_B_C`.
@ConfigMapping(prefix = "openclaw")
public interface BridgeConfig {

    /// The gateway and how to reach it.
    Gateway gateway();

    /// Agent that owns sessions whose key names none. Default: the gateway's own default agent.
    Optional<String> agent();

    WhatsApp whatsapp();

    Discord discord();

    /// Channels to allow beside agent, whatsapp, slack, discord and telegram.
    Optional<Set<String>> channels();

    /// How often a send is repeated within the call.
    @WithDefault("3")
    @Min(0)
    @Max(10)
    int maxRetries();

    /// First delay between tries in the call, and of the reconnector.
    @WithDefault("1.0")
    @WithConverter(SecondsConverter.class)
    Duration initialDelay();

    /// Largest delay between tries in the call, and of the reconnector.
    @WithDefault("30.0")
    @WithConverter(SecondsConverter.class)
    Duration maxDelay();

    CircuitBreaker circuitBreaker();

    /// Folder for the device key and token. Made if need be, for its owner only.
    @WithDefault("./data")
    Path dataDir();

    /// The device key, where it is not in the data directory: several bridges may share one device.
    Optional<Path> deviceKeyFile();

    /// Most agent runs under way at once.
    @WithDefault("32")
    @Min(1)
    @Max(48)
    int maxAgentRuns();

    interface Gateway {
        /// Name in views and receipts.
        @WithDefault("default")
        @NotBlank
        String name();

        /// Address, `ws://` or `wss://`.
        @WithDefault("ws://127.0.0.1:18789")
        String url();

        /// Shared token, the gateway's `gateway.auth.token`.
        Optional<String> token();

        /// File that holds the token, read anew for each connection.
        Optional<Path> tokenFile();

        /// Most calls outstanding at once. The gateway's start queue of 256 is shared by all its
        /// clients.
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

        /// SHA-256 of the gateway's certificate, hex: exactly this one is trusted.
        Optional<String> fingerprint();
    }

    interface WhatsApp {
        /// The session that REST, queue and NotificationService use where the caller names none.
        Optional<String> sessionKey();

        /// The account's own number, for `whatsapp:self:main`.
        Optional<String> self();
    }

    interface Discord {
        /// Channel to use for a server: `OPENCLAW_DISCORD_GUILD_<guild id>=<channel id>`.
        Map<String, String> guild();
    }

    interface CircuitBreaker {
        /// Consecutive failures that open the breaker.
        @WithDefault("5")
        @Min(1)
        int threshold();

        /// How long it stays open before it is probed.
        @WithDefault("60")
        @WithConverter(SecondsConverter.class)
        Duration timeout();
    }
}
