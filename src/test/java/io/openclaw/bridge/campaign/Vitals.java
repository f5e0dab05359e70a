package io.openclaw.bridge.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// What a long-running process holds, taken again and again after a full collection: it may move, and must not grow.
/// Reads `/proc`.
final class Vitals {
    /// Of the later third over the middle one: that much more, and a little for what is under way.
    private static final double GROWTH = 1.10;

    /// @param seconds since the beginning
    /// @param heap bytes after a full collection
    /// @param rss bytes
    /// @param connections to the database; 0 where there are none
    record Sample(long seconds, long heap, long rss, long threads, long files, long connections) {}

    private final List<Sample> samples = new ArrayList<>();
    private final long begun = System.nanoTime();

    void take(Site site, long connections) throws IOException, InterruptedException {
        long pid = site.replicas.getFirst().pid();
        Process gc = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.run")
                .redirectErrorStream(true)
                .start();
        gc.getInputStream().readAllBytes();
        gc.waitFor(20, TimeUnit.SECONDS);
        Path proc = Path.of("/proc", Long.toString(pid));
        samples.add(new Sample(
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                (long) site.heap(0),
                rss(proc),
                count(proc.resolve("task")),
                count(proc.resolve("fd")),
                connections));
    }

    private static long rss(Path proc) throws IOException {
        return Files.readAllLines(proc.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    /// What grew; empty for nothing.
    List<String> grown() {
        List<String> grown = new ArrayList<>();
        judge("heap", Sample::heap, 8L << 20, grown);
        judge("rss", Sample::rss, 32L << 20, grown);
        judge("threads", Sample::threads, 8, grown);
        judge("files", Sample::files, 16, grown);
        judge("connections to the database", Sample::connections, 5, grown);
        return grown;
    }

    private void judge(String name, ToLongFunction<Sample> what, long more, List<String> grown) {
        int third = samples.size() / 3;
        if (third == 0) {
            return;
        }
        long middle = median(samples.subList(third, 2 * third), what);
        long last = median(samples.subList(2 * third, samples.size()), what);
        if (last > middle * GROWTH + more) {
            grown.add(name + " from " + middle + " to " + last);
        }
    }

    private static long median(List<Sample> some, ToLongFunction<Sample> what) {
        return some.stream()
                .mapToLong(what)
                .sorted()
                .skip(some.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("   s  heap MiB   rss MiB  threads  files  db\n");
        samples.forEach(sample -> text.append("%4d %9.1f %9.1f %8d %6d %3d%n"
                .formatted(
                        sample.seconds(),
                        sample.heap() / 1_048_576.0,
                        sample.rss() / 1_048_576.0,
                        sample.threads(),
                        sample.files(),
                        sample.connections())));
        return text.toString();
    }
}
