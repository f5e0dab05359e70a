package org.acme.orchestrator;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.Receipt;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;

/// Spawns agents and tells a chat about it. A notification that fails never breaks the workflow.
@ApplicationScoped
public class Workflow {
    private static final System.Logger LOG = System.getLogger(Workflow.class.getName());

    private final OpenClawBridge bridge;

    public Workflow(OpenClawBridge bridge) {
        this.bridge = bridge;
    }

    public Uni<Optional<Receipt>> agentSpawned(String chat, int issue, String agentId) {
        return bridge.sendToAgent(chat, "Agent " + agentId + " works on #" + issue, Map.of("issue", issue))
                .map(Optional::of)
                .onFailure(BridgeException.class)
                .recoverWithItem(failure -> {
                    LOG.log(Level.WARNING, "Nobody was told of #{0}: {1}", issue, failure.getMessage());
                    return Optional.empty();
                });
    }
}
