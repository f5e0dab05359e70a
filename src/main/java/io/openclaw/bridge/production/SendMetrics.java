package io.openclaw.bridge.production;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openclaw.bridge.Outcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is counted of sends to a gateway (seeds/003: "Message", "Performance" and "Error Metrics"). Every label's values are
/// known beforehand and begin at zero. Safe from any thread.
final class SendMetrics implements SendListener {
    /// Bounds of the histogram: a send takes milliseconds, an agent's turn minutes. Few, since each is a series per label.
    private static final Duration[] BOUNDS = Stream.of(
                    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000, 900_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private enum Result {
        SENT,
        FAILED,
        UNKNOWN,
        NOT_SENT
    }

    private final Map<Result, Timer> sends = new EnumMap<>(Result.class);
    private final Map<String, Counter> errors;
    private final Counter retries;

    SendMetrics(MeterRegistry registry) {
        for (Result result : Result.values()) {
            sends.put(
                    result,
                    Timer.builder("openclaw.send")
                            .description(
                                    "Sends to the gateway with their repeats in the call, by result: the share of sent is the success rate")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .serviceLevelObjectives(BOUNDS)
                            .register(registry));
        }
        retries = Counter.builder("openclaw.send.retries")
                .description("Repeats of sends in their call")
                .register(registry);
        errors = Stream.of(
                        Stream.of(Outcome.Refused.Reason.values()).map(Enum::name),
                        Stream.of(Outcome.Unknown.Reason.values()).map(Enum::name),
                        Stream.of(Outcome.NotSent.Reason.values()).map(Enum::name),
                        Stream.of("LATE_RETRY", "BUSY", "PAUSED", "RETRY"))
                .flatMap(words -> words)
                .collect(Collectors.toUnmodifiableMap(
                        word -> word,
                        word -> Counter.builder("openclaw.send.errors")
                                .description("Sends that failed, by type; no_answer and deadline are the timeouts")
                                .tag("type", word.toLowerCase(Locale.ROOT))
                                .register(registry)));
    }

    @Override
    public void onSend(Delivery delivery, Outcome outcome) {
        Timer timer = sends.get(result(outcome));
        if (timer != null) {
            timer.record(delivery.age());
        }
        if (delivery.attempts() > 1) {
            retries.increment(delivery.attempts() - 1.0);
        }
        Counter error = errors.get(SendWitness.word(outcome));
        if (error != null) {
            error.increment();
        }
    }

    private static Result result(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered _, Outcome.Accepted _ -> Result.SENT;
            case Outcome.Refused _, Outcome.LateRetry _, Outcome.Retry _ -> Result.FAILED;
            case Outcome.Unknown _ -> Result.UNKNOWN;
            case Outcome.Busy _, Outcome.Paused _, Outcome.NotSent _ -> Result.NOT_SENT;
        };
    }
}
