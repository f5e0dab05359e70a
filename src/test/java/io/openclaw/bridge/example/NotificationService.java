package io.openclaw.bridge.example;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutcomeUnknownException;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/// Tells people what a workflow does. A notification that fails is logged and counted; it never fails the workflow
/// (seeds/003).
final class NotificationService {
    private static final System.Logger LOG = System.getLogger(NotificationService.class.getName());

    /// What the caller may conclude. It may also look the other way.
    enum Told {
        YES,
        NO,
        NOBODY_KNOWS
    }

    private final OpenClawBridge bridge;
    private final String sessionKey;

    NotificationService(OpenClawBridge bridge, String sessionKey) {
        this.bridge = bridge;
        this.sessionKey = sessionKey;
    }

    /// Never fails.
    Uni<Told> agentSpawned(int issue, String agentId) {
        String text = "✓ Agent spawned for issue #" + issue + "\n\nAgent ID: " + agentId;
        Map<String, Object> metadata =
                Map.of("notificationType", "agent_spawned", "issueNumber", issue, "agentId", agentId);
        return bridge.sendToAgent(sessionKey, text, metadata)
                .replaceWith(Told.YES)
                .onFailure(BridgeException.class)
                .recoverWithItem(failure -> {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "issue {0}: notification failed: {1}",
                            issue,
                            failure.getMessage());
                    return failure instanceof OutcomeUnknownException ? Told.NOBODY_KNOWS : Told.NO;
                });
    }
}
