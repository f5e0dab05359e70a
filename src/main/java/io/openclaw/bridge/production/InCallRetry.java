package io.openclaw.bridge.production;

import io.openclaw.bridge.Outcome;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Repeats a send within its call, for blips only: SmallRye's retry decides how often, this class what
/// is worth it and when. Always with the same key, never beyond the message's deadline.
///
/// Delay before repeat n (from 0): initial × 2ⁿ, at most the maximum, at least what the gateway asked
/// for, plus an even draw from 0 … 100 ms (seeds/003).
/// The delay is waited on our timer at the start of the next try, not in SmallRye, so that tests own
/// it.
final class InCallRetry {
    private static final int JITTER_MS = 100;

    /// How long a lost socket may take to come back to the same boot: the reconnector's first three
    /// tries. A gateway that needs longer has restarted.
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    private final TypedGuard<Uni<Try>> guard;
    private final Duration initial;
    private final Duration maximum;
    private final ConnectionWatch watch;
    private final RandomGenerator random;

    InCallRetry(int retries, Duration initial, Duration maximum, ConnectionWatch watch, RandomGenerator random) {
        this.initial = initial;
        this.maximum = maximum;
        this.watch = watch;
        this.random = random;
        this.guard = TypedGuard.create(new TypeLiteral<Uni<Try>>() {})
                .withRetry()
                .maxRetries(retries)
                .maxDuration(0, ChronoUnit.MILLIS)
                .delay(0, ChronoUnit.MILLIS)
                .jitter(0, ChronoUnit.MILLIS)
                .whenResult(result -> result instanceof Try done && done.again())
                .done()
                .build();
    }

    Uni<Outcome> run(Delivery delivery, Supplier<Uni<Outcome>> once) {
        Tries tries = new Tries();
        return guard.get(() -> Uni.createFrom()
                        .deferred(() -> tries.last == null
                                ? once.get().map(InCallRetry::judge)
                                : again(delivery, tries.last, tries.repeats++, once))
                        .invoke(done -> tries.last = done.outcome()))
                .map(Try::outcome);
    }

    /// @param again whether a repeat is worth it, if one is left
    private record Try(Outcome outcome, boolean again) {}

    private static final class Tries {
        private @Nullable Outcome last;
        private int repeats;
    }

    /// A final answer, an open breaker, and a connection that is away are not repeated in call.
    private static Try judge(Outcome outcome) {
        return new Try(
                outcome,
                switch (outcome) {
                    case Outcome.Retry _, Outcome.Busy _, Outcome.Paused _ -> true;
                    case Outcome.Unknown unknown -> unknown.reason() == Outcome.Unknown.Reason.LOST;
                    case Outcome.Delivered _,
                            Outcome.Accepted _,
                            Outcome.Refused _,
                            Outcome.LateRetry _,
                            Outcome.NotSent _ -> false;
                });
    }

    private Uni<Try> again(Delivery delivery, Outcome last, int repeat, Supplier<Uni<Outcome>> once) {
        Duration delay = delay(last, repeat);
        Uni<Try> over = Uni.createFrom().item(new Try(last, false));
        if (delivery.left().compareTo(delay) <= 0) {
            return over;
        }
        if (!(last instanceof Outcome.Unknown)) {
            return watch.pause(delay).chain(once::get).map(InCallRetry::judge);
        }
        // The socket went with the call in flight. The same boot knows the key and joins or answers the
        // repeat (contract 11a); another one would send a second time.
        return watch.connected(delivery.left(RECONNECT))
                .chain(ready -> ready.isPresent() && ready.get().bootId().equals(delivery.bootId())
                        ? once.get().map(InCallRetry::judge)
                        : over);
    }

    private Duration delay(Outcome last, int repeat) {
        double backoff = Math.min(initial.toMillis() * Math.pow(2, repeat), (double) maximum.toMillis());
        Duration delay = Duration.ofMillis(Math.round(backoff) + random.nextInt(JITTER_MS + 1));
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
        return asked.compareTo(delay) > 0 ? asked : delay;
    }
}
