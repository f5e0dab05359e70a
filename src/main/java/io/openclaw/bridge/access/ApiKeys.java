package io.openclaw.bridge.access;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The keys that were made by admin calls, on disk. Safe from any thread, never blocks; failures are the store's own.
public interface ApiKeys {

    /// Also those that do not count any more.
    Uni<List<ApiKey>> all();

    /// Every process hears of it.
    Uni<Void> add(ApiKey key);

    /// Every process hears of it.
    ///
    /// @return whether this call did it: false for one that there is not, or that was revoked before
    Uni<Boolean> revoke(String id, Instant at);

    /// Notes when keys were used, by their ids.
    Uni<Void> used(Map<String, Instant> lastUses);

    /// Calls back, on some thread, when another process may have changed them.
    void onChange(Runnable listener);
}
