package io.openclaw.bridge.store;

/// Closes what must not keep the rest from being closed.
final class Closing {
    private Closing() {}

    static void quietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            System.getLogger(SqlStore.class.getName())
                    .log(System.Logger.Level.WARNING, "a part of the store did not close", e);
        }
    }
}
