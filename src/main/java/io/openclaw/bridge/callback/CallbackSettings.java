package io.openclaw.bridge.callback;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that the callbacks must be told, as checked values: from [CallbackConfig], or by hand.
///
/// @param keys to sign with; empty where callbacks are off
/// @param allow what the guard lets pass
/// @param connectTimeout for a connection, and for the name before it
/// @param timeout for a whole request
/// @param giveUpAfter after the event, until when it is repeated
/// @param concurrency tries under way at once
/// @param concurrencyPerHost of them to one host
/// @param ca PEM file of the certificates to trust; null for the JVM's
public record CallbackSettings(
        SigningKeys keys,
        AllowList allow,
        Duration connectTimeout,
        Duration timeout,
        Duration giveUpAfter,
        int concurrency,
        int concurrencyPerHost,
        @Nullable Path ca) {

    private static final Duration SHORTEST = Duration.ofMillis(100);

    /// A claim on an event lasts 60 s ([CallbackSender]); a try, which looks up a name and then posts, must fit into it.
    private static final Duration LONGEST_TRY = Duration.ofSeconds(30);

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

    public CallbackSettings {
        within("connect-timeout", connectTimeout, SHORTEST, LONGEST_CONNECT);
        within("timeout", timeout, SHORTEST, LONGEST_TRY);
        within("give-up-after", giveUpAfter, Duration.ZERO, Duration.ofDays(30));
        if (concurrency < 1 || concurrencyPerHost < 1) {
            throw new IllegalArgumentException("openclaw.callback.concurrency and -per-host must be at least 1");
        }
    }

    /// Defaults, as in [CallbackConfig].
    public static CallbackSettings of(SigningKeys keys, AllowList allow) {
        return new CallbackSettings(
                keys, allow, Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofHours(24), 32, 4, null);
    }

    /// @throws IllegalArgumentException with a sentence that names the setting; never with a secret
    public static CallbackSettings from(CallbackConfig config) {
        return new CallbackSettings(
                keys(config),
                AllowList.parse(config.allow().orElse(List.of())),
                config.connectTimeout(),
                config.timeout(),
                config.giveUpAfter(),
                config.concurrency(),
                config.concurrencyPerHost(),
                config.tls().ca().orElse(null));
    }

    private static SigningKeys keys(CallbackConfig config) {
        if (config.secretFile().isEmpty()) {
            return config.secret().map(SigningKeys::parse).orElse(SigningKeys.NONE);
        }
        if (config.secret().isPresent()) {
            throw new IllegalArgumentException(
                    "OPENCLAW_CALLBACK_SECRET and OPENCLAW_CALLBACK_SECRET_FILE are both set: keep one of them");
        }
        return SigningKeys.of(config.secretFile().get());
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "openclaw.callback." + name + " must be between " + least + " and " + most + ", but is " + value);
        }
    }
}
