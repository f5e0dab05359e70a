package io.openclaw.bridge.production;

import io.openclaw.bridge.gateway.GatewaySettings;
import io.openclaw.bridge.gateway.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything that a [ProductionOpenClawBridge] must be told, as plain values: from [BridgeConfig], or
/// by hand.
///
/// @param name of the gateway, in views and receipts
/// @param gateway address, token and limits
/// @param deviceKey file of the device key, made if need be
/// @param deviceToken file of the device token
/// @param agent default agent; null for the gateway's
/// @param whatsappSelf the account's own number; null where not known
/// @param discordGuilds server id → channel id
/// @param channels to allow beside the known ones
/// @param maxRetries repeats within a call
/// @param initialDelay before the first repeat
/// @param maxDelay longest before any repeat
/// @param breakerThreshold consecutive failures that open the breaker
/// @param breakerTimeout until it is probed
/// @param maxRuns agent runs under way at once
public record BridgeSettings(
        String name,
        GatewaySettings gateway,
        Path deviceKey,
        Path deviceToken,
        @Nullable String agent,
        @Nullable String whatsappSelf,
        Map<String, String> discordGuilds,
        Set<String> channels,
        int maxRetries,
        Duration initialDelay,
        Duration maxDelay,
        int breakerThreshold,
        Duration breakerTimeout,
        int maxRuns) {

    /// Below this a repeat or a probe is a busy loop.
    private static final Duration SHORTEST = Duration.ofMillis(10);

    public BridgeSettings {
        atLeast("maxRetries (OPENCLAW_MAX_RETRIES)", maxRetries, 0);
        atLeast("breakerThreshold (OPENCLAW_CIRCUIT_BREAKER_THRESHOLD)", breakerThreshold, 1);
        atLeast("maxRuns (OPENCLAW_MAX_AGENT_RUNS)", maxRuns, 1);
        atLeast("initialDelay (OPENCLAW_INITIAL_DELAY)", initialDelay, SHORTEST);
        atLeast("maxDelay (OPENCLAW_MAX_DELAY)", maxDelay, initialDelay);
        atLeast("breakerTimeout (OPENCLAW_CIRCUIT_BREAKER_TIMEOUT)", breakerTimeout, SHORTEST);
        discordGuilds = Map.copyOf(discordGuilds);
        channels = Set.copyOf(channels);
    }

    private static <T extends Comparable<T>> void atLeast(String name, T value, T least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
        }
    }

    /// Defaults of design, section 4, for a gateway at this address.
    ///
    /// @param dataDir for the device key and token
    public static BridgeSettings of(GatewaySettings gateway, Path dataDir) {
        return new BridgeSettings(
                "default",
                gateway,
                dataDir.resolve("device-key.pem"),
                dataDir.resolve("device-token"),
                null,
                null,
                Map.of(),
                Set.of(),
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                5,
                Duration.ofMinutes(1),
                32);
    }

    public BridgeSettings withName(String value) {
        return with(draft -> draft.name = value);
    }

    public BridgeSettings withAgent(@Nullable String value) {
        return with(draft -> draft.agent = value);
    }

    /// @param self the account's own WhatsApp number
    /// @param guilds Discord server id → channel id
    /// @param more channels to allow beside the known ones
    public BridgeSettings withAddresses(@Nullable String self, Map<String, String> guilds, Set<String> more) {
        return with(draft -> {
            draft.whatsappSelf = self;
            draft.discordGuilds = guilds;
            draft.channels = more;
        });
    }

    public BridgeSettings withRetry(int retries, Duration initial, Duration longest) {
        return with(draft -> {
            draft.maxRetries = retries;
            draft.initialDelay = initial;
            draft.maxDelay = longest;
        });
    }

    public BridgeSettings withBreaker(int threshold, Duration timeout) {
        return with(draft -> {
            draft.breakerThreshold = threshold;
            draft.breakerTimeout = timeout;
        });
    }

    public BridgeSettings withMaxRuns(int runs) {
        return with(draft -> draft.maxRuns = runs);
    }

    private BridgeSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new BridgeSettings(
                draft.name,
                gateway,
                deviceKey,
                deviceToken,
                draft.agent,
                draft.whatsappSelf,
                draft.discordGuilds,
                draft.channels,
                draft.maxRetries,
                draft.initialDelay,
                draft.maxDelay,
                draft.breakerThreshold,
                draft.breakerTimeout,
                draft.maxRuns);
    }

    /// A copy while it is being changed.
    private static final class Draft {
        String name;

        @Nullable
        String agent;

        @Nullable
        String whatsappSelf;

        Map<String, String> discordGuilds;
        Set<String> channels;
        int maxRetries;
        Duration initialDelay;
        Duration maxDelay;
        int breakerThreshold;
        Duration breakerTimeout;
        int maxRuns;

        Draft(BridgeSettings from) {
            name = from.name;
            agent = from.agent;
            whatsappSelf = from.whatsappSelf;
            discordGuilds = from.discordGuilds;
            channels = from.channels;
            maxRetries = from.maxRetries;
            initialDelay = from.initialDelay;
            maxDelay = from.maxDelay;
            breakerThreshold = from.breakerThreshold;
            breakerTimeout = from.breakerTimeout;
            maxRuns = from.maxRuns;
        }
    }

    /// @param clientVersion our version
    /// @throws IllegalArgumentException naming the setting that is wrong
    public static BridgeSettings from(BridgeConfig config, String clientVersion) {
        BridgeConfig.Gateway gateway = config.gateway();
        if (gateway.token().isPresent() && gateway.tokenFile().isPresent()) {
            throw new IllegalArgumentException("set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_TOKEN_FILE, not both");
        }
        BridgeConfig.Tls tls = gateway.tls();
        GatewaySettings client = new GatewaySettings(
                address(gateway.url()),
                token(gateway),
                gateway.tokenFile().isPresent() ? "OPENCLAW_GATEWAY_TOKEN_FILE" : "OPENCLAW_GATEWAY_TOKEN",
                clientVersion,
                GatewaySettings.SCOPES,
                new TlsSettings(
                        tls.ca().orElse(null),
                        tls.certificate().orElse(null),
                        tls.key().orElse(null),
                        tls.fingerprint().orElse(null)),
                gateway.window(),
                GatewaySettings.MAX_WAITING,
                GatewaySettings.CONNECT_TIMEOUT,
                GatewaySettings.HANDSHAKE_TIMEOUT,
                config.initialDelay(),
                config.maxDelay());
        Path dataDir = config.dataDir();
        return new BridgeSettings(
                gateway.name(),
                client,
                config.deviceKeyFile().orElse(dataDir.resolve("device-key.pem")),
                dataDir.resolve("device-token"),
                config.agent().orElse(null),
                config.whatsapp().self().orElse(null),
                config.discord().guild(),
                config.channels().orElse(Set.of()),
                config.maxRetries(),
                config.initialDelay(),
                config.maxDelay(),
                config.circuitBreaker().threshold(),
                config.circuitBreaker().timeout(),
                config.maxAgentRuns());
    }

    private static URI address(String url) {
        try {
            return URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "OPENCLAW_GATEWAY_URL is not a URL; expected ws://host:port or wss://host:port");
        }
    }

    private static Supplier<@Nullable String> token(BridgeConfig.Gateway gateway) {
        if (gateway.tokenFile().isEmpty()) {
            String token = gateway.token()
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .orElse(null);
            return () -> token;
        }
        Path file = gateway.tokenFile().get();
        return () -> {
            try {
                String token = Files.readString(file).strip();
                if (token.isEmpty()) {
                    throw new IllegalStateException(
                            "OPENCLAW_GATEWAY_TOKEN_FILE is empty: write the gateway's gateway.auth.token into "
                                    + file);
                }
                return token;
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "OPENCLAW_GATEWAY_TOKEN_FILE cannot be read: "
                                + e.getClass().getSimpleName() + " " + file
                                + ": make it name a file that this user can read",
                        e);
            }
        };
    }
}
