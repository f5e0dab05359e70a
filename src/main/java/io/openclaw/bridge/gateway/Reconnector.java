package io.openclaw.bridge.gateway;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides when the next connection is tried, by why the last one ended. Pure but for the jitter.
///
/// Three speeds. *Soon*: initial × 2ⁿ up to the maximum, times a factor drawn evenly from 0.8 … 1.2,
/// where n counts failures since the last `hello-ok`.
/// *Hinted*: what the gateway itself asked for. *Slow*: 60 s, where a human is needed; never a full
/// stop, or the remedy would go unnoticed (contract 2).
public final class Reconnector {

    /// Contract 2, reference reconnect policy.
    public static final Duration INITIAL = Duration.ofSeconds(1);

    public static final Duration MAXIMUM = Duration.ofSeconds(30);

    /// Contract 2: "prefer a slow retry (e.g. 60 s)".
    static final Duration SLOW = Duration.ofMinutes(1);

    /// Contract 2: after AUTH_RATE_LIMITED also the right token is refused for 5 minutes.
    static final Duration RATE_LIMITED = Duration.ofMinutes(5);

    /// Contract 2: the reference client's pause before it tries the other token.
    static final Duration OTHER_TOKEN = Duration.ofMillis(250);

    /// Whatever the gateway hints at, nothing is tried again sooner.
    private static final Duration SOONEST = Duration.ofMillis(250);

    private static final double JITTER = 0.2;

    private final Duration initial;
    private final Duration maximum;
    private final RandomGenerator random;
    private final String tokenSetting;

    /// @param tokenSetting where people set the gateway's token, for hints
    public Reconnector(Duration initial, Duration maximum, RandomGenerator random, String tokenSetting) {
        this.initial = initial;
        this.maximum = maximum;
        this.random = random;
        this.tokenSetting = tokenSetting;
    }

    /// What comes next.
    ///
    /// @param delay until the next attempt
    /// @param hint what a human must do; null where it heals by itself
    /// @param dropDeviceToken whether the stored device token is worthless and the shared token must be
    ///     used
    public record Retry(Duration delay, @Nullable String hint, boolean dropDeviceToken) {
        public boolean humanNeeded() {
            return hint != null;
        }
    }

    /// @param attempt failures since the last `hello-ok`, from 0 for the first
    public Retry next(CloseReason reason, int attempt) {
        ConnectHint hint = ConnectHint.of(reason).naming(tokenSetting);
        if (isRateLimited(reason)) {
            Duration after = ((CloseReason.ConnectRefused) reason).error().retryAfter();
            return new Retry(after == null ? RATE_LIMITED : longer(after, RATE_LIMITED), hint.text(), false);
        }
        if (hint.humanNeeded()) {
            return new Retry(SLOW, hint.text(), false);
        }
        return switch (reason) {
            case CloseReason.UpgradeRefused refused -> upgradeRefused(refused, attempt);
            case CloseReason.ConnectRefused refused -> connectRefused(refused, attempt);
            case CloseReason.ScopesMissing _ -> new Retry(OTHER_TOKEN, null, true);
            case CloseReason.Closed closed -> closed(closed, attempt);
            case CloseReason.Unreachable _,
                    CloseReason.PlainPort _,
                    CloseReason.NoToken _,
                    CloseReason.HandshakeTimeout _,
                    CloseReason.ProtocolViolation _,
                    CloseReason.Silent _,
                    CloseReason.ByUs _ -> soon(attempt);
        };
    }

    private static boolean isRateLimited(CloseReason reason) {
        return reason instanceof CloseReason.ConnectRefused refused
                && refused.error().detailCode().equals("AUTH_RATE_LIMITED");
    }

    private Retry upgradeRefused(CloseReason.UpgradeRefused refused, int attempt) {
        Duration after = refused.retryAfter();
        return after == null ? soon(attempt) : new Retry(longer(after, backoff(attempt)), null, false);
    }

    private Retry connectRefused(CloseReason.ConnectRefused refused, int attempt) {
        if (refused.usedDeviceToken() && ConnectHint.isTokenProblem(refused.error())) {
            return new Retry(OTHER_TOKEN, null, true);
        }
        Duration after = refused.error().retryAfter();
        return after == null ? soon(attempt) : new Retry(longer(after, SOONEST), null, false);
    }

    private Retry closed(CloseReason.Closed closed, int attempt) {
        return switch (closed.code()) {
            // 4001: "device removed": the token is void, the next attempt starts pairing anew.
            case 4001 -> new Retry(backoff(attempt), null, true);
            // 1012: service restart, for stop and restart alike.
            case 1012, 1013 -> {
                Duration expected = closed.restartExpected();
                // Never beyond the maximum: who is back earlier than announced must not wait for us.
                yield expected == null
                        ? soon(attempt)
                        : new Retry(longer(shorter(expected, maximum), backoff(attempt)), null, false);
            }
            default -> soon(attempt);
        };
    }

    private Retry soon(int attempt) {
        return new Retry(backoff(attempt), null, false);
    }

    private Duration backoff(int attempt) {
        double millis = Math.min(initial.toMillis() * Math.pow(2, attempt), (double) maximum.toMillis());
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis(Math.max(1, Math.round(millis * factor)));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
