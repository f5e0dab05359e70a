package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Outcome;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/// A run's place is given back, whatever becomes of the run.
class RunLimitTest {
    private static final Outcome ENDED = new Outcome.Delivered(null, "k", null);

    private final RunLimit limit = new RunLimit(2);
    private final Deque<UniEmitter<? super Outcome>> runs = new ArrayDeque<>();

    private Uni<Outcome> run() {
        return limit.hold(() -> Uni.createFrom().emitter(emitter -> runs.add(emitter)));
    }

    private Cancellable start() {
        return run().subscribe().with(_ -> {}, _ -> {});
    }

    @Test
    void whoComesTooManyIsToldToComeBack() {
        start();
        start();

        Outcome third = run().await().indefinitely();

        assertThat(third).isInstanceOf(Outcome.Busy.class);
        assertThat(limit.underWay()).isEqualTo(2);
        assertThat(runs).hasSize(2);
    }

    @Test
    void anEndGivesThePlaceBack() {
        start();
        start();
        runs.remove().complete(ENDED);
        assertThat(limit.underWay()).isEqualTo(1);

        start();

        assertThat(runs).hasSize(2);
    }

    @Test
    void aFailureGivesThePlaceBack() {
        start();
        runs.remove().fail(new IllegalStateException());

        assertThat(limit.underWay()).isZero();
    }

    @Test
    void aCancellationGivesThePlaceBack() {
        start().cancel();

        assertThat(limit.underWay()).isZero();
    }

    @Test
    void anExceptionGivesThePlaceBack() {
        limit.hold(() -> {
                    throw new IllegalStateException();
                })
                .subscribe()
                .with(_ -> {}, _ -> {});

        assertThat(limit.underWay()).isZero();
    }

    @Test
    void anEndAfterACancellationGivesNothingBackTwice() {
        start().cancel();
        start();
        runs.remove().complete(ENDED);

        assertThat(limit.underWay()).isEqualTo(1);
    }

    @Test
    void aCancellationAfterTheEndGivesNothingBackTwice() {
        Cancellable chain =
                run().chain(_ -> Uni.createFrom().nothing()).subscribe().with(_ -> {});
        runs.remove().complete(ENDED);
        start();

        chain.cancel();

        assertThat(limit.underWay()).isEqualTo(1);
    }

    @Test
    void aPlaceIsTakenPerSubscription() {
        Uni<Outcome> run = run();
        assertThat(limit.underWay()).isZero();
        run.subscribe().with(_ -> {});
        run.subscribe().with(_ -> {});

        assertThat(limit.underWay()).isEqualTo(2);
    }
}
