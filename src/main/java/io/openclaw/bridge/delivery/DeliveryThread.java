package io.openclaw.bridge.delivery;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/// The one thread that the state of this room is confined to: tasks run one after another, and behind each bunch of
/// them a round, which finds all that they brought at once. [#execute] is safe from any thread and never blocks.
final class DeliveryThread implements Executor {
    private static final Logger LOG = System.getLogger(DeliveryThread.class.getName());

    /// So many tasks before a round looks at what they brought; a flood of them must not hold it up.
    private static final int BUNCH = 1_000;

    private final Executor executor;
    private final Runnable round;
    private final Runnable fault;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    /// @param executor lends the thread; need not be the same one each time
    /// @param fault hears of each task that failed
    DeliveryThread(Executor executor, Runnable round, Runnable fault) {
        this.executor = executor;
        this.round = round;
        this.fault = fault;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (busy.compareAndSet(false, true)) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        do {
            for (int i = 0; i < BUNCH; i++) {
                Runnable task = tasks.poll();
                if (task == null) {
                    break;
                }
                careful(task);
            }
            careful(round);
        } while (!tasks.isEmpty());
        busy.set(false);
        if (!tasks.isEmpty() && busy.compareAndSet(false, true)) {
            executor.execute(this::drain);
        }
    }

    /// A fault of ours must not stop the delivery of everything else. Its message may quote a text, so it is not logged.
    private void careful(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            fault.run();
            StackTraceElement[] trace = e.getStackTrace();
            LOG.log(
                    Level.ERROR,
                    "A fault of the bridge itself in the delivery of notifications: {0} at {1}",
                    e.getClass().getName(),
                    trace.length == 0 ? "an unknown place" : trace[0]);
        }
    }
}
