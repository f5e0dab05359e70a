package io.openclaw.bridge.mock;

import io.openclaw.bridge.Outcome;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the simulated gateway will answer other than success. [Failure] has one of each class. Safe from
/// any thread.
///
/// A message asks in this order: the planned next ones, its session's, the rate. What is planned is what
/// the *call* ends with, after whatever retries: the mock does not retry it away. A repeat that the
/// gateway answers from its memory of keys uses nothing up.
public final class Failures {

    /// @param reachesPeople whether it is delivered in spite of what the caller is told
    record Planned(Outcome outcome, boolean reachesPeople) {}

    private final UnaryOperator<String> canonical;
    private final long seed;
    private final ArrayDeque<Planned> next = new ArrayDeque<>();
    private final Map<String, Planned> bySession = new HashMap<>();
    private @Nullable Planned atRate;
    private double rate;
    private Random random;

    Failures(UnaryOperator<String> canonical, long seed) {
        this.canonical = canonical;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /// The next message ends with this outcome. [Outcome.Delivered] is allowed: it sets the message id.
    public Failures next(Outcome outcome) {
        return next(1, outcome);
    }

    /// So do the next `count` messages, after those that are planned already.
    public synchronized Failures next(int count, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            next.add(new Planned(outcome, false));
        }
        return this;
    }

    /// The next message is delivered, but its caller is told that nobody knows: the answer got lost, or
    /// the gateway delivered it later. A repeat under the same key and boot then finds the first result
    /// where the answer was lost, and the same unknown where the gateway itself said so.
    public synchronized Failures nextButDelivered(Outcome.Unknown told) {
        next.add(new Planned(told, true));
        return this;
    }

    /// Every message to this session ends so, however its key is written (see [SentMessages#to(String)]),
    /// until [#clear()].
    ///
    /// @throws io.openclaw.bridge.InvalidSessionKeyException where the key does not parse
    public Failures session(String sessionKey, Outcome outcome) {
        String session = canonical.apply(sessionKey);
        synchronized (this) {
            bySession.put(session, new Planned(outcome, false));
        }
        return this;
    }

    /// Messages end so with that probability, 0 to 1, by the bridge's seed: the same seed and the same
    /// messages fail in the same places.
    public synchronized Failures rate(double probability, Outcome outcome) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability must be from 0 to 1, but is " + probability);
        }
        rate = probability;
        atRate = new Planned(outcome, false);
        return this;
    }

    /// From now on everything succeeds. Chance starts again at the seed.
    public synchronized void clear() {
        next.clear();
        bySession.clear();
        atRate = null;
        random = new Random(seed);
    }

    synchronized Optional<Planned> take(String session) {
        Planned planned = next.poll();
        if (planned == null) {
            planned = bySession.get(session);
        }
        if (planned == null && atRate != null && random.nextDouble() < rate) {
            planned = atRate;
        }
        return Optional.ofNullable(planned);
    }
}
