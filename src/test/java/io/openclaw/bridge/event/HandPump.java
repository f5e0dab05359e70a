package io.openclaw.bridge.event;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/// An executor that runs nothing until the test says so.
final class HandPump implements Executor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    int waiting() {
        return tasks.size();
    }

    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
