package io.openclaw.bridge.notification;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Tells people what a workflow does (seeds/003). Inject it and call it: the notification is stored and then delivered
/// by the service, whatever becomes of the caller.
///
/// No method blocks, throws or fails: a notification must not break a workflow. What cannot be stored is tried again a
/// few times, then logged and counted. The stage that each returns may be ignored; it completes, on any thread, with the
/// notification's id once it is on disk, or with nothing where it was given up. Safe from any thread.
public final class NotificationService {
    private static final Logger LOG = System.getLogger(NotificationService.class.getName());

    /// Seeds/003, "Notification Service Integration": `max_retries`, `retry_delay`.
    private static final int RETRIES = 3;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final int LONGEST_REASON = 2_000;

    private final Notifications notifications;
    private final Delays delays;
    private final NotificationMetrics metrics;

    public NotificationService(Notifications notifications, Delays delays, NotificationMetrics metrics) {
        this.notifications = notifications;
        this.delays = delays;
        this.metrics = metrics;
    }

    // ---- agents

    public CompletionStage<Optional<UUID>> notifyAgentSpawned(int issue, String agentId) {
        return agent("agent_spawned", "✓ Agent spawned for issue #" + issue, issue, agentId, null);
    }

    public CompletionStage<Optional<UUID>> notifyAgentCompleted(int issue, String agentId) {
        return agent("agent_completed", "✓ Agent completed issue #" + issue, issue, agentId, null);
    }

    /// @param reason for people
    public CompletionStage<Optional<UUID>> notifyAgentFailed(int issue, String agentId, String reason) {
        return agent("agent_failed", "✗ Agent failed on issue #" + issue, issue, agentId, reason);
    }

    private CompletionStage<Optional<UUID>> agent(
            String type, String headline, int issue, String agentId, @Nullable String reason) {
        Map<String, Object> metadata = metadata(type, issue);
        metadata.put("agentId", agentId);
        String text = headline + "\n\nAgent ID: " + agentId;
        return notify(reason == null ? text : text + "\nReason: " + legible(reason), metadata);
    }

    // ---- workflows

    public CompletionStage<Optional<UUID>> notifyWorkflowStarted(int issue) {
        return notify("▶ Work on issue #" + issue + " has started", metadata("workflow_started", issue));
    }

    public CompletionStage<Optional<UUID>> notifyWorkflowCompleted(int issue) {
        return notify("✓ Work on issue #" + issue + " is done", metadata("workflow_completed", issue));
    }

    /// @param reason for people
    public CompletionStage<Optional<UUID>> notifyWorkflowFailed(int issue, String reason) {
        return notify(
                "✗ Work on issue #" + issue + " has failed\n\nReason: " + legible(reason),
                metadata("workflow_failed", issue));
    }

    /// @param url of the pull request
    public CompletionStage<Optional<UUID>> notifyPullRequestCreated(int issue, String url) {
        Map<String, Object> metadata = metadata("pr_created", issue);
        metadata.put("url", url);
        return notify("✓ Pull request for issue #" + issue + "\n\n" + url, metadata);
    }

    private static Map<String, Object> metadata(String type, int issue) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("notificationType", type);
        metadata.put("issueNumber", (long) issue);
        return metadata;
    }

    /// An error's text may hold anything.
    private static String legible(@Nullable String reason) {
        String text = String.valueOf(reason).replaceAll("[\\p{Cc}&&[^\\n\\t]]|\\p{Cs}", " ");
        return text.length() <= LONGEST_REASON
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_REASON))) + "…";
    }

    // ---- everything

    /// To the default session (`OPENCLAW_WHATSAPP_SESSION_KEY`).
    public CompletionStage<Optional<UUID>> notify(String message, Map<String, Object> metadata) {
        return notify(null, message, metadata);
    }

    /// @param sessionKey where to; null for the default session
    public CompletionStage<Optional<UUID>> notify(
            @Nullable String sessionKey, String message, Map<String, Object> metadata) {
        CompletableFuture<Optional<UUID>> result = new CompletableFuture<>();
        try {
            // The key makes the repeats below harmless where only the answer was lost.
            notify(
                    Submission.to(sessionKey, message)
                            .metadata(metadata)
                            .idempotencyKey("service:" + UUID.randomUUID())
                            .build(),
                    result,
                    0);
        } catch (RuntimeException e) {
            giveUp(result, e);
        }
        return result;
    }

    private void notify(Submission submission, CompletableFuture<Optional<UUID>> result, int retries) {
        notifications
                .submit(submission)
                .subscribe()
                .with(
                        acceptance -> {
                            metrics.stored();
                            result.complete(Optional.of(acceptance.row().id()));
                        },
                        failure -> again(submission, result, retries, failure));
    }

    private void again(
            Submission submission, CompletableFuture<Optional<UUID>> result, int retries, Throwable failure) {
        if (!(failure instanceof StoreException) || retries >= RETRIES) {
            giveUp(result, failure);
            return;
        }
        try {
            delays.after(FIRST_DELAY.multipliedBy(1L << retries), () -> notify(submission, result, retries + 1));
        } catch (RuntimeException e) {
            giveUp(result, e);
        }
    }

    private void giveUp(CompletableFuture<Optional<UUID>> result, Throwable failure) {
        metrics.failed();
        // Not what is wrong with a field, which quotes it: a session key names a person.
        String why = switch (failure) {
            case NotificationException.Invalid invalid ->
                "wrong are "
                        + invalid.flaws().stream().map(Flaw::field).distinct().toList();
            case NotificationException refused -> String.valueOf(refused.getMessage());
            case StoreException lost -> String.valueOf(lost.getMessage());
            default -> failure.getClass().getSimpleName();
        };
        LOG.log(Level.WARNING, "A notification of the workflow was not stored and is lost: {0}", why);
        result.complete(Optional.empty());
    }
}
