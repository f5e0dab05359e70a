package io.openclaw.bridge.fakegateway;

import io.vertx.core.Context;

/// One turn of the event loop: the fake's model of the real gateway's start queue.
///
/// The real one lets 256 requests of all connections together (50 MB) wait for their start and refuses the rest. Requests that
/// arrive within one turn of ours are those that would wait there.
final class Turn {
    static final int MAX_STARTS = 256;
    static final long MAX_BYTES = 52_428_800;

    private final Context context;
    private final Runnable atEnd;
    private boolean open;
    private int starts;
    private long bytes;

    /// @param atEnd runs once after everything that was read in this turn has been handled
    Turn(Context context, Runnable atEnd) {
        this.context = context;
        this.atEnd = atEnd;
    }

    /// False when the queue is full: the request has no effect.
    boolean start(int frameBytes) {
        touch();
        if (starts >= MAX_STARTS || bytes + frameBytes > MAX_BYTES) {
            return false;
        }
        starts++;
        bytes += frameBytes;
        return true;
    }

    /// Something happened that the end of the turn has to look at.
    void touch() {
        if (!open) {
            open = true;
            context.runOnContext(ignored -> {
                open = false;
                starts = 0;
                bytes = 0;
                atEnd.run();
            });
        }
    }
}
