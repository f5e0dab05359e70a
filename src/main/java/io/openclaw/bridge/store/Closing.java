package io.openclaw.bridge.store;

import org.jspecify.annotations.Nullable;

/// Closes what must not keep the rest from being closed.
final class Closing {
    private Closing() {}

    /// In this order.
    static void quietly(@Nullable AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                System.getLogger(SqlStore.class.getName())
                        .log(System.Logger.Level.WARNING, "a part of the store did not close", e);
            }
        }
    }
}
