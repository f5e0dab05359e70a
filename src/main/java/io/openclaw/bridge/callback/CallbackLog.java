package io.openclaw.bridge.callback;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// What the person on call reads: hosts and notification ids, never a URL or a body. Of a host that is down, once.
final class CallbackLog {
    private static final Logger LOG = System.getLogger(CallbackSender.class.getName());

    private CallbackLog() {}

    static void failed(HostQueue queue, String why, Duration until) {
        LOG.log(
                queue.failing ? Level.DEBUG : Level.WARNING,
                "A callback to {0} failed ({1}); it goes again in {2} s.",
                queue.host,
                why,
                Long.toString(until.toSeconds()));
        queue.failing = true;
    }

    static void delivered(HostQueue queue) {
        if (queue.failing) {
            queue.failing = false;
            LOG.log(Level.INFO, "{0} takes callbacks again.", queue.host);
        }
    }

    static void gone(HostQueue queue, String id) {
        LOG.log(Level.INFO, "{0} wants no callback {1} (HTTP 410): it is dropped.", queue.host, id);
    }

    static void gaveUp(HostQueue queue, String id, int tried, String why) {
        LOG.log(
                Level.WARNING,
                "The callback {0} to {1} is given up after {2} tries ({3}). Its notification can still be queried.",
                id,
                queue.host,
                Integer.toString(tried),
                why);
    }

    static void off() {
        LOG.log(Level.INFO, "Callbacks are off: no secret is set to sign them with (OPENCLAW_CALLBACK_SECRET).");
    }

    static void blocked() {
        LOG.log(
                Level.WARNING,
                "Callbacks that were promised wait and are not sent: no secret is set to sign them with. Set OPENCLAW_CALLBACK_SECRET again and restart; else they are dropped when their notifications are.");
    }
}
