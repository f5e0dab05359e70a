package io.openclaw.bridge.production;

import io.openclaw.bridge.Outcome;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Repeats a send within its call, for blips only. Always with the same key, never beyond the message's
/// deadline, never to another boot of the gateway once a try's outcome is unknown, and no more once the caller
/// has cancelled or the bridge was closed.
///
/// Delay before repeat n (from 0): initial × 2ⁿ, at most the maximum, at least what the gateway asked for,
/// plus an even draw from 0 … 100 ms (seeds/003).
///
/// (Not SmallRye's retry: it ends exhausted repeats of a *result* with an exception of its own, goes on after
/// the caller has cancelled, and waits on a thread of its own.)
final class InCallRetry {
    private static final int JITTER_MS = 100;

    /// How long a lost socket may take to come back to the same boot: the reconnector's first three
    /// tries. A gateway that needs longer has restarted.
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    private final int retries;
    private final Duration initial;
    private final Duration maximum;
    private final ConnectionWatch watch;
    private final RandomGenerator random;

    InCallRetry(int retries, Duration initial, Duration maximum, ConnectionWatch watch, RandomGenerator random) {
        this.retries = retries;
        this.initial = initial;
        this.maximum = maximum;
        this.watch = watch;
        this.random = random;
    }

    Uni<Outcome> run(Delivery delivery, Supplier<Uni<Outcome>> once) {
        return once.get().chain(outcome -> judged(delivery, once, 0, null, outcome));
    }

    /// A try that may have been delivered, though nobody knows.
    ///
    /// @param bootId the only boot that still knows its key
    private record Doubt(Outcome.Unknown outcome, @Nullable String bootId) {}

    /// @param repeats how often it has been repeated
    /// @param before what an earlier try left open
    private Uni<Outcome> judged(
            Delivery delivery, Supplier<Uni<Outcome>> once, int repeats, @Nullable Doubt before, Outcome last) {
        Doubt doubt = last instanceof Outcome.Unknown unknown ? new Doubt(unknown, delivery.bootId()) : before;
        Outcome soFar = doubt == null ? last : concluded(doubt, last);
        if (repeats == retries || !isWorthRepeating(last)) {
            return Uni.createFrom().item(soFar);
        }
        Duration delay = delay(last, repeats);
        if (delivery.left().compareTo(delay) <= 0) {
            return Uni.createFrom().item(soFar);
        }
        return ready(delivery, last, delay, doubt)
                .chain(ready -> ready
                        ? once.get().chain(next -> judged(delivery, once, repeats + 1, doubt, next))
                        : Uni.createFrom().item(soFar));
    }

    /// What one more answer, or its absence, makes of a try in doubt: the gateway answers for the key, so its
    /// answer settles it; a repeat that was turned away or never left does not.
    private static Outcome concluded(Doubt doubt, Outcome last) {
        return switch (last) {
            case Outcome.Delivered _, Outcome.Accepted _, Outcome.Refused _, Outcome.LateRetry _, Outcome.Unknown _ ->
                last;
            case Outcome.Busy _, Outcome.Paused _, Outcome.Retry _, Outcome.NotSent _ -> doubt.outcome();
        };
    }

    /// A final answer, an open breaker, and a connection that is away are not repeated in call.
    private static boolean isWorthRepeating(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Retry _, Outcome.Busy _, Outcome.Paused _ -> true;
            case Outcome.Unknown unknown -> unknown.reason() == Outcome.Unknown.Reason.LOST;
            case Outcome.Delivered _, Outcome.Accepted _, Outcome.Refused _, Outcome.LateRetry _, Outcome.NotSent _ ->
                false;
        };
    }

    /// Waits for the moment of the next try; false where there is none. A socket that went with the call in
    /// flight has its own back-off, and its call may only be repeated to the same boot, which knows the key and
    /// joins or answers the repeat (contract 11a): another one would send a second time.
    private Uni<Boolean> ready(Delivery delivery, Outcome last, Duration delay, @Nullable Doubt doubt) {
        Uni<Void> pause = last instanceof Outcome.Unknown ? Uni.createFrom().voidItem() : watch.pause(delay);
        return doubt == null
                ? pause.replaceWith(true)
                : pause.chain(() -> watch.connected(delivery.left(RECONNECT)))
                        .map(ready -> ready.isPresent() && ready.get().bootId().equals(doubt.bootId()));
    }

    private Duration delay(Outcome last, int repeat) {
        double backoff = Math.min(initial.toMillis() * Math.pow(2, repeat), (double) maximum.toMillis());
        Duration delay = Duration.ofMillis(Math.round(backoff));
        Duration asked = switch (last) {
            case Outcome.Busy busy -> busy.retryAfter();
            case Outcome.Paused paused -> paused.retryAfter();
            case Outcome.Retry retry -> retry.retryAfter() == null ? Duration.ZERO : retry.retryAfter();
            case Outcome.Unknown _,
                    Outcome.Delivered _,
                    Outcome.Accepted _,
                    Outcome.Refused _,
                    Outcome.LateRetry _,
                    Outcome.NotSent _ -> Duration.ZERO;
        };
        return (asked.compareTo(delay) > 0 ? asked : delay).plusMillis(random.nextInt(JITTER_MS + 1));
    }
}
