package io.openclaw.bridge.notification;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Time that passes when a test says so.
final class HandDelays implements Delays {
    private record Task(int number, Duration at, Runnable work) {}

    private final List<Task> tasks = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private int made;

    @Override
    public Runnable after(Duration delay, Runnable work) {
        Task task = new Task(++made, now.plus(delay), work);
        tasks.add(task);
        return () -> tasks.removeIf(t -> t.number() == task.number());
    }

    void advance(Duration by) {
        Duration end = now.plus(by);
        while (true) {
            Task next = tasks.stream()
                    .filter(task -> task.at().compareTo(end) <= 0)
                    .min(Comparator.comparing(Task::at))
                    .orElse(null);
            if (next == null) {
                now = end;
                return;
            }
            tasks.remove(next);
            now = next.at();
            next.work().run();
        }
    }

    int size() {
        return tasks.size();
    }
}
