package io.openclaw.bridge.notification.admin;

import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Duration;

/// Copies of the database, made while it works.
public interface Backups {
    /// Looks whether [#make()] would be refused now, and makes nothing.
    ///
    /// @return fails with [Impossible] where it would
    Uni<Void> check();

    /// A consistent copy of everything that is committed now, on disk when it is answered.
    ///
    /// @return fails with [Impossible], or with a [io.openclaw.bridge.notification.StoreException]
    Uni<Backup> make();

    /// @param file readable by its owner only
    /// @param bytes its size
    record Backup(Path file, long bytes, Duration took) {}

    /// It cannot be made here, or not now; the message is for people and says what to do.
    final class Impossible extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Impossible(String message) {
            super(message, null, false, false);
        }
    }
}
