package io.openclaw.bridge.gateway;

import io.vertx.core.Context;
import io.vertx.core.impl.ContextInternal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// The way onto the client's context for every thread: many tasks per turn of the event loop, because calls come in bursts
/// and each turn costs a wake-up.
final class Inbox {
    private static final Logger LOG = System.getLogger(Inbox.class.getName());

    /// What callers can put in must not keep the event loop from its sockets: a caller whose calls are refused at once
    /// can put them in as fast as they are taken out.
    private static final int TASKS_PER_TURN = 256;

    private final Context context;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    Inbox(Context context) {
        this.context = context;
    }

    /// Runs the task on the context: at once where we are on it, else with everything else that came meanwhile.
    void run(Runnable task) {
        if (((ContextInternal) context).inThread()) {
            task.run();
            return;
        }
        tasks.add(task);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(_ -> drain());
        }
    }

    private void drain() {
        for (int taken = 0; taken < TASKS_PER_TURN; taken++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "A task of the gateway client failed", e);
            }
        }
        scheduled.set(false);
        if (!tasks.isEmpty()) { // also what came between the last poll and the line above
            schedule();
        }
    }
}
