package io.openclaw.bridge.production;

import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.frame.HelloOk;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// What the person on call reads about the connection: each change once, with what happens next,
/// repeated failures of the same kind only at debug.
final class ConnectionLog {
    private static final Logger LOG = System.getLogger("io.openclaw.bridge.connection");

    private final String address;
    private @Nullable String lastTrouble;
    private boolean connected;

    ConnectionLog(String address) {
        this.address = address;
    }

    void onState(ClientState state) {
        switch (state) {
            case ClientState.Ready ready -> {
                lastTrouble = null;
                connected = true;
                LOG.log(
                        Level.INFO,
                        "Connected to {0}: OpenClaw {1}, protocol {2}, boot {3}.",
                        address,
                        ready.hello().version(),
                        String.valueOf(ready.hello().protocol()),
                        ready.bootId());
                warnOfMissingAgent(ready.hello());
            }
            case ClientState.Waiting waiting -> {
                connected = false;
                String trouble = waiting.reason().text();
                boolean repeated = trouble.equals(lastTrouble);
                lastTrouble = trouble;
                LOG.log(
                        repeated ? Level.DEBUG : Level.WARNING,
                        "Not connected to {0}: {1}. Next try in {2} ms, repeated failures are logged at debug.{3}",
                        address,
                        trouble,
                        String.valueOf(waiting.retry().delay().toMillis()),
                        waiting.retry().hint() == null
                                ? ""
                                : " A HUMAN IS NEEDED: " + waiting.retry().hint());
            }
            case ClientState.Idle _ -> {
                if (connected) {
                    LOG.log(Level.INFO, "Disconnected from {0}.", address);
                }
                connected = false;
            }
            case ClientState.Connecting _ -> LOG.log(Level.DEBUG, "Connecting to {0}.", address);
        }
    }

    private static void warnOfMissingAgent(HelloOk hello) {
        if (hello.agentRequired()) {
            LOG.log(
                    Level.WARNING,
                    "The gateway has several agents and no default one: messages that name no agent are refused until OPENCLAW_AGENT is set.");
        }
    }
}
