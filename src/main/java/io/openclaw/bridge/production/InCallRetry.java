package io.openclaw.bridge.production;

import io.openclaw.bridge.Outcome;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Repeats a send within its call, for blips only: SmallRye's retry repeats, this class says what is
/// worth it and when. Always with the same key, never beyond the message's deadline, never to another boot
/// of the gateway once a try's outcome is unknown, and no more once the caller has cancelled or the bridge
/// was closed.
///
/// Delay before repeat n (from 0): initial × 2ⁿ, at most the maximum, at least what the gateway asked for,
/// plus an even draw from 0 … 100 ms (seeds/003). It is waited at the start of the next try, on our timer,
/// so that tests own it; SmallRye's delay is zero, which keeps everything on the client's event loop.
final class InCallRetry {
    private static final int JITTER_MS = 100;

    /// How long a lost socket may take to come back to the same boot: the reconnector's first three
    /// tries. A gateway that needs longer has restarted.
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    private final TypedGuard<Uni<Outcome>> guard;
    private final Duration initial;
    private final Duration maximum;
    private final ConnectionWatch watch;
    private final RandomGenerator random;

    InCallRetry(int retries, Duration initial, Duration maximum, ConnectionWatch watch, RandomGenerator random) {
        this.guard = TypedGuard.create(new TypeLiteral<Uni<Outcome>>() {})
                .withRetry()
                .maxRetries(retries)
                .maxDuration(0, ChronoUnit.MILLIS)
                .delay(0, ChronoUnit.MILLIS)
                .jitter(0, ChronoUnit.MILLIS)
                .retryOn(Again.class)
                .done()
                .build();
        this.initial = initial;
        this.maximum = maximum;
        this.watch = watch;
        this.random = random;
    }

    Uni<Outcome> run(Delivery delivery, Supplier<Uni<Outcome>> once) {
        return Uni.createFrom().emitter(caller -> {
            Tries tries = new Tries(delivery, once);
            guard.get(tries::next)
                    .onFailure(Again.class)
                    .recoverWithItem(tries::conclusion) // the repeats are used up
                    .subscribe()
                    .with(caller::complete, caller::fail);
            caller.onTermination(tries::stop);
        });
    }

    /// Asks SmallRye for one more try.
    private static final class Again extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Again() {
            super("again", null, false, false);
        }
    }

    /// A try that may have been delivered, though nobody knows.
    ///
    /// @param bootId the only boot that still knows its key
    private record Doubt(Outcome.Unknown outcome, @Nullable String bootId) {}

    /// All tries of one message.
    private final class Tries {
        private final Delivery delivery;
        private final Supplier<Uni<Outcome>> once;
        private @Nullable Outcome last;
        private @Nullable Doubt doubt;
        private int repeats;
        // SmallRye does not tell a try that its caller has cancelled.
        private volatile @Nullable Cancellable current;
        private volatile boolean stopped;

        Tries(Delivery delivery, Supplier<Uni<Outcome>> once) {
            this.delivery = delivery;
            this.once = once;
        }

        Uni<Outcome> next() {
            Outcome before = last;
            Uni<Outcome> next = before == null
                    ? once.get().chain(this::judged)
                    : ready(delivery, before, delay(before, repeats++), doubt)
                            .chain(ready -> ready
                                    ? once.get().chain(this::judged)
                                    : Uni.createFrom().item(conclusion()));
            return Uni.createFrom().emitter(smallRye -> {
                if (!stopped) {
                    current = next.subscribe().with(smallRye::complete, smallRye::fail);
                }
            });
        }

        private Uni<Outcome> judged(Outcome outcome) {
            last = outcome;
            if (outcome instanceof Outcome.Unknown unknown) {
                doubt = new Doubt(unknown, delivery.bootId());
            }
            return isWorthRepeating(outcome) && delivery.left().compareTo(backoff(outcome, repeats)) > 0
                    ? Uni.createFrom().failure(new Again())
                    : Uni.createFrom().item(conclusion());
        }

        /// What the tries so far have come to.
        Outcome conclusion() {
            Outcome latest = Objects.requireNonNull(last);
            return doubt == null ? latest : concluded(doubt, latest);
        }

        void stop() {
            stopped = true;
            Cancellable running = current;
            if (running != null) {
                running.cancel();
            }
        }
    }

    /// What one more answer, or its absence, makes of a try in doubt: the gateway answers for the key,
    /// so its
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

    /// Waits for the moment of the next try; false where there is none. A socket that went with the
    /// call in
    /// flight has its own back-off, and its call may only be repeated to the same boot, which knows the
    /// key and
    /// joins or answers the repeat (contract 11a): another one would send a second time.
    private Uni<Boolean> ready(Delivery delivery, Outcome last, Duration delay, @Nullable Doubt doubt) {
        Uni<Void> pause = last instanceof Outcome.Unknown ? Uni.createFrom().voidItem() : watch.pause(delay);
        return doubt == null
                ? pause.replaceWith(true)
                : pause.chain(() -> watch.connected(delivery.left(RECONNECT)))
                        .map(ready -> ready.isPresent() && ready.get().bootId().equals(doubt.bootId()));
    }

    private Duration delay(Outcome last, int repeat) {
        return backoff(last, repeat).plusMillis(random.nextInt(JITTER_MS + 1));
    }

    private Duration backoff(Outcome last, int repeat) {
        double doubled = Math.min(initial.toMillis() * Math.pow(2, repeat), (double) maximum.toMillis());
        Duration delay = Duration.ofMillis(Math.round(doubled));
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
