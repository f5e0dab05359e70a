package io.openclaw.bridge.example;

import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Starts an agent for each "work on issue #N" that a person writes in the chat, and says so there. The bridge is
/// given to it: the real one by the service, the mock by its tests.
final class Orchestrator implements AutoCloseable {
    private static final Pattern WORK_ON = Pattern.compile("work on issue #(\\d+)");

    private final NotificationService notifications;
    private final Subscription messages;
    private final List<Integer> workflows = new CopyOnWriteArrayList<>();
    private final AtomicInteger refreshes = new AtomicInteger();

    Orchestrator(OpenClawBridge bridge, String sessionKey) {
        notifications = new NotificationService(bridge, sessionKey);
        messages = bridge.onEvent("session.message", this::hear);
    }

    List<Integer> workflows() {
        return List.copyOf(workflows);
    }

    int refreshes() {
        return refreshes.get();
    }

    @Override
    public void close() {
        messages.close();
    }

    private void hear(GatewayEvent event) {
        if (event.isGap()) {
            // Here a real one would read the session's history for commands that it missed.
            refreshes.incrementAndGet();
            return;
        }
        issueOf(event).ifPresent(this::start);
    }

    private void start(int issue) {
        workflows.add(issue);
        notifications.agentSpawned(issue, "agent-" + issue).subscribe().with(_ -> {});
    }

    private static Optional<Integer> issueOf(GatewayEvent event) {
        if (event.payload().get("message") instanceof Map<?, ?> message
                && "user".equals(message.get("role"))
                && message.get("content") instanceof String content) {
            Matcher command = WORK_ON.matcher(content);
            return command.find() ? Optional.of(Integer.valueOf(command.group(1))) : Optional.empty();
        }
        return Optional.empty();
    }
}
