package io.openclaw.bridge.fuzz;

import io.openclaw.bridge.fuzz.RestInputs.Input;
import io.openclaw.bridge.intake.rest.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Sends requests over several connections at once, each answer held against the oracle; makes what fails smaller.
final class RestFuzz {
    private static final int CONNECTIONS = 8;

    /// Within which an answer must come; the longest `Prefer: wait` that is asked for is a second.
    private static final long LONGEST_MILLIS = 15_000;

    private final int door;
    private final RestInputs inputs;
    private final RestOracle oracle;
    private final long seed;

    RestFuzz(int door, RestInputs inputs, RestOracle oracle, long seed) {
        this.door = door;
        this.inputs = inputs;
        this.oracle = oracle;
        this.seed = seed;
    }

    /// @param from number of the first input
    /// @throws Finding the first one, made smaller
    void run(int from, int count) throws InterruptedException {
        AtomicInteger next = new AtomicInteger(from);
        AtomicBoolean failed = new AtomicBoolean();
        List<Future<?>> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(threads.submit(() -> {
                    try (RawHttp http = new RawHttp(door)) {
                        for (int at = next.getAndIncrement();
                                at < from + count && !failed.get();
                                at = next.getAndIncrement()) {
                            one(http, at);
                        }
                    } catch (Finding | IOException e) {
                        failed.set(true);
                        throw e;
                    }
                    return null;
                }));
            }
        }
        for (Future<?> connection : connections) {
            try {
                connection.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Finding finding) {
                    throw finding;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void one(RawHttp http, int at) {
        Input input = inputs.make(Dice.mix(seed, at), -1);
        String flaw = flaw(http, input);
        if (flaw != null) {
            Input smallest = smallest(http, input);
            throw new Finding("""
                    %s
                    input %d of seed %d, mutations %s of %d; again by -Dfuzz.seed=%d -Dfuzz.only=%d
                    ---- the smallest that shows it
                    %s""".formatted(
                            flaw,
                            at,
                            seed,
                            Integer.toBinaryString(smallest.mask() & ((1 << smallest.mutations()) - 1)),
                            smallest.mutations(),
                            seed,
                            at,
                            smallest)
                    .replace(Target.CONFIDENTIAL, "***"));
        }
    }

    /// Without each mutation that it fails without.
    private Input smallest(RawHttp http, Input input) {
        int mask = (1 << input.mutations()) - 1;
        for (int i = 0; i < input.mutations(); i++) {
            int less = mask & ~(1 << i);
            if (flaw(http, inputs.make(input.seed(), less)) != null) {
                mask = less;
            }
        }
        return inputs.make(input.seed(), mask);
    }

    private @Nullable String flaw(RawHttp http, Input input) {
        oracle.announced(input);
        long begun = System.nanoTime();
        try {
            String flaw = oracle.flaw(input, http.send(input.head(), input.body()));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            return flaw == null && millis > LONGEST_MILLIS ? "answered after " + millis + " ms" : flaw;
        } catch (IOException e) {
            return "no answer: " + e;
        }
    }
}
