package io.openclaw.bridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/// What one run gave.
record Figures(long perSecond, long p50Micros, long p99Micros) {

    static Figures of(long[] latencies, long nanos) {
        Arrays.sort(latencies);
        return new Figures(Math.round(latencies.length / (nanos / 1e9)), at(latencies, 0.5), at(latencies, 0.99));
    }

    static Figures parse(JsonNode line) {
        return new Figures(
                line.path("perSecond").asLong(),
                line.path("p50Micros").asLong(),
                line.path("p99Micros").asLong());
    }

    /// Each figure's own median.
    static Figures median(List<Figures> runs) {
        return new Figures(
                middle(runs, Figures::perSecond), middle(runs, Figures::p50Micros), middle(runs, Figures::p99Micros));
    }

    private static long middle(List<Figures> runs, ToLongFunction<Figures> figure) {
        return runs.stream()
                .sorted(Comparator.comparingLong(figure))
                .skip(runs.size() / 2)
                .mapToLong(figure)
                .findFirst()
                .orElseThrow();
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1000;
    }

    String json() {
        return "{\"perSecond\":%d,\"p50Micros\":%d,\"p99Micros\":%d}".formatted(perSecond, p50Micros, p99Micros);
    }
}
