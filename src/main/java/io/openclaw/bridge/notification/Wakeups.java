package io.openclaw.bridge.notification;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hears what the store has committed. Called on the store's thread, in the order of the commits: must not block, must
/// not throw.
public interface Wakeups {
    /// These rows were stored or changed by this process.
    ///
    /// @param rows as they are now
    void committed(List<Notification> rows);

    /// Another process has put rows into these lanes; null where it cannot say which.
    void elsewhere(@Nullable Set<String> lanes);
}
