package io.openclaw.bridge.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who is it, and may anybody? One for all doors. Closed to everybody until [#decide] was called.
public final class Gatekeeper {
    private final Keyring ring;
    private volatile boolean open;

    public Gatekeeper(Keyring ring) {
        this.ring = ring;
    }

    /// Decides, once at the start, whether who shows no credentials may do everything.
    ///
    /// @param credentials whether there is a key or an identity server
    /// @param elsewhere the doors that listen on more than the loopback, in words, such as `HTTP on 0.0.0.0:8080`
    /// @param lenient in dev and test: a service that should not start does, and says so
    /// @return a sentence for the log
    /// @throws IllegalStateException with a sentence for people, where the service must not start like this
    public Decision decide(AccessConfig.Mode mode, boolean credentials, List<String> elsewhere, boolean lenient) {
        String where = String.join(" and ", elsewhere);
        if (mode == AccessConfig.Mode.KEYS || mode == AccessConfig.Mode.AUTO && credentials) {
            return credentials
                    ? new Decision(false, "Every call needs credentials.")
                    : new Decision(
                            true,
                            "OPENCLAW_ACCESS is keys, and there is none: nobody can call. Set OPENCLAW_ACCESS_ADMIN_KEY (at least 32 characters), and make keys with it at POST /api/v1/admin/keys.");
        }
        if (mode == AccessConfig.Mode.AUTO && !elsewhere.isEmpty() && !lenient) {
            throw new IllegalStateException(
                    "The bridge would listen for " + where
                            + " and let everybody in, for there is no key: set OPENCLAW_ACCESS_ADMIN_KEY (at least 32 characters) or OPENCLAW_ACCESS_KEYS_FILE, or keep to the loopback (QUARKUS_HTTP_HOST=127.0.0.1, OPENCLAW_QUEUE_HOST=127.0.0.1), or let everybody in on purpose (OPENCLAW_ACCESS=open)");
        }
        open = true;
        return elsewhere.isEmpty()
                ? new Decision(
                        false,
                        "Everybody on this machine may call and do everything: the bridge listens on the loopback only and has no key. For keys set OPENCLAW_ACCESS_ADMIN_KEY.")
                : new Decision(
                        true,
                        "Everybody who reaches " + where
                                + " may do everything, without credentials. For keys set OPENCLAW_ACCESS_ADMIN_KEY.");
    }

    /// @param warning whether somebody should look at it
    public record Decision(boolean warning, String sentence) {}

    /// Whether who shows no credentials is [Caller#ANYBODY].
    public boolean isOpen() {
        return open;
    }

    /// Whom a key stands for, by its id, whether it still counts or not; null for one that is not known.
    public @Nullable Caller caller(String id) {
        return ring.caller(id);
    }

    /// Whose secret it is; null for nobody's, or of a key that does not count any more.
    public Keyring.@Nullable Held find(String secret) {
        return ring.find(secret);
    }
}
