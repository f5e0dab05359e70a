package io.openclaw.bridge.notification;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes rows of submissions: fills in the defaults, asks the bridge for the route, resolves `ttl`, and says what is wrong.
final class Resolver {
    private final OpenClawBridge bridge;
    private final InstantSource clock;
    private final CallbackCheck callbacks;
    private final Optional<String> defaultSession;
    private final NotificationIds ids;

    /// Never changes in a process (design, section 4, "Modes"), and is asked for often.
    private volatile @Nullable String gateway;

    Resolver(
            OpenClawBridge bridge,
            InstantSource clock,
            CallbackCheck callbacks,
            Optional<String> defaultSession,
            NotificationIds ids) {
        this.bridge = bridge;
        this.clock = clock;
        this.callbacks = callbacks;
        this.defaultSession = defaultSession;
        this.ids = ids;
    }

    /// A row that could be stored, and where it would go.
    record Resolved(Notification row, Route route) {}

    /// Databases do not agree on more than milliseconds; a row must look the same before and after them.
    Instant now() {
        return millis(clock.instant());
    }

    String gateway() {
        String known = gateway;
        if (known == null) {
            known = bridge.status().gateway();
            gateway = known;
        }
        return known;
    }

    /// @throws NotificationException.Invalid with everything that is wrong
    /// @throws NotificationException.Forbidden where its caller may not send there
    Resolved resolve(Submission submission) {
        Instant now = now();
        List<Flaw> flaws = new ArrayList<>(0);
        Instant expiresAt = dates(submission, now, flaws);
        check(submission, flaws);
        Route route = route(submission, flaws);
        if (route == null || !flaws.isEmpty()) {
            throw new NotificationException.Invalid(flaws);
        }
        require(submission.permission(), sessionKey(submission), route);
        Content content = content(submission, route, expiresAt);
        return new Resolved(Notification.create(ids.next(), content, route.sessionKey(), gateway(), now), route);
    }

    private Content content(Submission submission, Route route, @Nullable Instant expiresAt) {
        return new Content(
                submission.caller(),
                sessionKey(submission),
                submission.message(),
                submission.metadata(),
                route.delivery(),
                submission.format(),
                submission.priority(),
                submission.agentId(),
                submission.threadId(),
                submission.replyToId(),
                submission.accountId(),
                submission.silent(),
                submission.deliverAt() == null ? null : millis(submission.deliverAt()),
                expiresAt,
                submission.callbackUrl(),
                submission.idempotencyKey(),
                submission.idempotencyKey() == null ? null : fingerprint(submission),
                submission.traceparent());
    }

    /// Of the fields as sent: a repeat with the same `ttl` is the same, although it would expire later. The trace
    /// belongs to the call, not to what is said.
    static String fingerprint(Submission submission) {
        return CanonicalHash.hex(Arrays.asList(
                submission.sessionKey(),
                submission.message(),
                submission.metadata(),
                submission.delivery(),
                submission.format(),
                submission.priority(),
                submission.agentId(),
                submission.threadId(),
                submission.replyToId(),
                submission.accountId(),
                submission.silent(),
                submission.deliverAt(),
                submission.expiresAt(),
                submission.ttl(),
                submission.callbackUrl()));
    }

    private @Nullable Instant dates(Submission submission, Instant now, List<Flaw> flaws) {
        Instant expiresAt = submission.expiresAt();
        String field = "expiresAt";
        if (submission.ttl() != null) {
            if (expiresAt != null) {
                flaws.add(new Flaw("ttl", "cannot stand beside expiresAt; send one of them"));
            }
            field = "ttl";
            expiresAt = now.plus(submission.ttl());
        }
        if (expiresAt == null) {
            return null;
        }
        if (!expiresAt.isAfter(now)) {
            flaws.add(new Flaw(field, "lies in the past; the notification could never leave"));
        } else if (submission.deliverAt() != null && !expiresAt.isAfter(submission.deliverAt())) {
            flaws.add(new Flaw(field, "must be later than deliverAt"));
        }
        return millis(expiresAt);
    }

    private void check(Submission submission, List<Flaw> flaws) {
        if (submission.priority() < Content.LOWEST_PRIORITY || submission.priority() > Content.HIGHEST_PRIORITY) {
            flaws.add(new Flaw("priority", "must be " + Content.LOWEST_PRIORITY + " … " + Content.HIGHEST_PRIORITY));
        }
        if (submission.callbackUrl() != null) {
            callbacks.flaw(submission.callbackUrl()).ifPresent(flaw -> flaws.add(new Flaw("callbackUrl", flaw)));
        }
    }

    private @Nullable Route route(Submission submission, List<Flaw> flaws) {
        if (submission.sessionKey() == null && defaultSession.isEmpty()) {
            flaws.add(
                    new Flaw(
                            "sessionKey",
                            "is required: where to, such as \"telegram:dm:12345\" (no default is configured with OPENCLAW_WHATSAPP_SESSION_KEY)"));
            return null;
        }
        OutboundMessage message = outbound(
                sessionKey(submission),
                submission.message(),
                submission.delivery(),
                submission.agentId(),
                submission.threadId(),
                submission.accountId());
        try {
            Route route = bridge.route(message);
            undeliverable(message, route).ifPresent(flaws::add);
            return route;
        } catch (BridgeException e) {
            flaws.add(unroutable(e));
            return null;
        }
    }

    private String sessionKey(Submission submission) {
        return submission.sessionKey() == null ? defaultSession.orElseThrow() : submission.sessionKey();
    }

    private static void require(Permission permission, String sessionKey, Route route) {
        if (!permission.allows(sessionKey, route.sessionKey())) {
            throw new NotificationException.Forbidden();
        }
    }

    /// The row as it goes again, perhaps to another session or with another text.
    ///
    /// @param permission of who wants that
    /// @throws NotificationException.Invalid where nothing can go there today
    /// @throws NotificationException.Forbidden where nothing of theirs may
    Notification replayed(
            Notification row, @Nullable String sessionKey, @Nullable String message, Permission permission) {
        Content content = row.content();
        Route route = reroute(content, sessionKey, message);
        require(permission, sessionKey == null ? content.sessionKey() : sessionKey, route);
        Content corrected = sessionKey == null && message == null
                ? content
                : content.corrected(
                        sessionKey == null ? content.sessionKey() : sessionKey,
                        message == null ? content.message() : message,
                        route.delivery());
        return row.replay(corrected, route.sessionKey(), gateway(), now());
    }

    private Route reroute(Content content, @Nullable String sessionKey, @Nullable String message) {
        String text = message == null ? content.message() : message;
        String key = sessionKey == null ? content.sessionKey() : sessionKey;
        boolean moved = !key.equals(content.sessionKey());
        OutboundMessage outbound = outbound(
                key,
                text,
                // The old session's style was asked for, or was its default; another kind of session has its own.
                moved ? null : content.delivery(),
                content.agentId(),
                content.threadId(),
                content.accountId());
        try {
            Route route = bridge.route(outbound);
            undeliverable(outbound, route).ifPresent(flaw -> {
                throw new NotificationException.Invalid(List.of(flaw));
            });
            return route;
        } catch (BridgeException e) {
            throw new NotificationException.Invalid(List.of(unroutable(e)));
        }
    }

    /// The lane of a session key.
    ///
    /// @throws NotificationException.Invalid for a key that is none
    String lane(String sessionKey) {
        try {
            return bridge.route(OutboundMessage.of(sessionKey, "?")).sessionKey();
        } catch (BridgeException e) {
            throw new NotificationException.Invalid(List.of(unroutable(e)));
        }
    }

    private static OutboundMessage outbound(
            String sessionKey,
            String text,
            @Nullable DeliveryStyle delivery,
            @Nullable String agentId,
            @Nullable String threadId,
            @Nullable String accountId) {
        return OutboundMessage.to(sessionKey, text)
                .delivery(delivery)
                .agentId(agentId)
                .threadId(threadId)
                .accountId(accountId)
                .build();
    }

    private static Optional<Flaw> undeliverable(OutboundMessage message, Route route) {
        return message.flaw(route.delivery()).map(refused -> new Flaw("message", refused.detail()));
    }

    private static Flaw unroutable(BridgeException e) {
        return new Flaw("sessionKey", String.valueOf(e.getMessage()));
    }

    private static Instant millis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
