package io.openclaw.bridge.doctor;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.Examination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs all examinations at once, each on a virtual thread of its own, and gives them the same few seconds. Who asks while
/// it is at it gets the same answer. Safe from any thread.
public final class Doctor {
    /// For everything together, since nothing waits for anything else.
    static final Duration LIMIT = Duration.ofSeconds(6);

    private final Map<String, Examination> examinations;
    private final Duration limit;
    private final AtomicReference<@Nullable CompletableFuture<Diagnosis>> running = new AtomicReference<>();

    /// @param examinations by what they look at; their lines come in this order
    public Doctor(Map<String, Examination> examinations) {
        this(examinations, LIMIT);
    }

    Doctor(Map<String, Examination> examinations, Duration limit) {
        this.examinations = new LinkedHashMap<>(examinations);
        this.limit = limit;
    }

    /// Blocks for as long as the slowest examination, at most the limit. Never throws: what cannot be looked at is a failed
    /// line.
    public Diagnosis examine() {
        CompletableFuture<Diagnosis> mine = new CompletableFuture<>();
        CompletableFuture<Diagnosis> other = running.compareAndExchange(null, mine);
        if (other != null) {
            return other.join();
        }
        try {
            mine.complete(new Diagnosis(lines()));
        } finally {
            running.set(null);
            mine.complete(new Diagnosis(List.of())); // only where the above threw, which ends the others' wait
        }
        return mine.join();
    }

    private List<Checkup> lines() {
        long begun = System.nanoTime();
        Map<String, FutureTask<List<Checkup>>> tasks = new LinkedHashMap<>();
        examinations.forEach((name, examination) -> {
            FutureTask<List<Checkup>> task = new FutureTask<>(examination::examine);
            Thread.ofVirtual().name("openclaw-doctor-" + name).start(task);
            tasks.put(name, task);
        });
        List<Checkup> lines = new ArrayList<>();
        tasks.forEach((name, task) -> lines.addAll(result(name, task, limit.toNanos() - (System.nanoTime() - begun))));
        return lines;
    }

    private List<Checkup> result(String name, FutureTask<List<Checkup>> task, long nanosLeft) {
        try {
            return task.get(Math.max(0, nanosLeft), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return List.of(Checkup.fail(
                    name,
                    "no answer within " + limit.toSeconds() + " s",
                    "look again; if it stays so, see the log for \"" + name + "\""));
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return List.of(Checkup.fail(name, "not looked at: interrupted", "look again"));
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            // Not its message: that may quote anything.
            return List.of(Checkup.fail(
                    name,
                    "could not be looked at: " + why.getClass().getSimpleName(),
                    "report this: an examination ought not to fail"));
        }
    }
}
