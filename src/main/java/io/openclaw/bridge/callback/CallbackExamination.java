package io.openclaw.bridge.callback;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.Examination;
import java.util.List;
import java.util.concurrent.Callable;

/// The callbacks, for the doctor: whether what was promised can be signed.
public final class CallbackExamination implements Examination {
    private static final String NAME = "callback.secret";

    private final CallbackSettings settings;
    private final Callable<Boolean> waiting;

    /// @param waiting whether callbacks are on disk; may block
    public CallbackExamination(CallbackSettings settings, Callable<Boolean> waiting) {
        this.settings = settings;
        this.waiting = waiting;
    }

    @Override
    public List<Checkup> examine() {
        if (!settings.keys().isEmpty()) {
            return List.of(Checkup.ok(NAME, "callbacks are signed"));
        }
        boolean promised;
        try {
            promised = waiting.call();
        } catch (Exception | LinkageError e) {
            return List.of(Checkup.warn(NAME, "skipped: the database is away", "see the line store.database"));
        }
        return List.of(
                promised
                        ? Checkup.fail(
                                NAME,
                                "callbacks that were promised wait, and nothing is there to sign them with",
                                "set OPENCLAW_CALLBACK_SECRET again and restart; else they are dropped when their notifications are")
                        : Checkup.ok(NAME, "callbacks are off: no OPENCLAW_CALLBACK_SECRET is set"));
    }
}
