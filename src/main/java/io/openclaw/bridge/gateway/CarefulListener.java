package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.Frame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// A listener that throws must not stop a reconnect half-way, nor keep a call from its end.
record CarefulListener(GatewayListener listener) implements GatewayListener {
    private static final Logger LOG = System.getLogger(CarefulListener.class.getName());

    @Override
    public void onState(ClientState state) {
        carefully(() -> listener.onState(state));
    }

    @Override
    public void onEvent(Frame.Event event) {
        carefully(() -> listener.onEvent(event));
    }

    @Override
    public void onGap(long missed) {
        carefully(() -> listener.onGap(missed));
    }

    private static void carefully(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A listener of the gateway client failed", e);
        }
    }
}
