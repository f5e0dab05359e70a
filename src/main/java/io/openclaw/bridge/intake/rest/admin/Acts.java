package io.openclaw.bridge.intake.rest.admin;

import io.openclaw.bridge.access.AuditEntry;
import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.intake.rest.NotificationAnswers;
import io.openclaw.bridge.intake.rest.Problem;
import io.openclaw.bridge.intake.rest.ProblemException;
import io.openclaw.bridge.notification.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// What is done by hand is recorded first, and not done where that fails.
@Singleton
final class Acts {
    private final AuditTrail trail;

    Acts(AuditTrail trail) {
        this.trail = trail;
    }

    /// Records, then acts.
    ///
    /// @param action such as `delivery.pause`
    /// @return fails with a [ProblemException] (503) where it could not be recorded
    <T> Uni<T> recorded(
            RoutingContext request,
            String action,
            String target,
            Map<String, String> detail,
            Supplier<Uni<? extends T>> act) {
        Executor here = NotificationAnswers.here();
        AuditEntry entry = AuditEntry.of(Instant.now(), Caller.of(request), action, target, detail);
        return trail.record(entry)
                .onFailure(StoreException.class)
                .transform(_ -> new ProblemException(notRecorded(action)))
                .chain(() -> Uni.createFrom().<T>deferred(act))
                .emitOn(here);
    }

    private static Problem notRecorded(String action) {
        return Problem.typed(
                        "not-audited",
                        "It could not be recorded, so it was not done",
                        503,
                        "The database does not take the entry of the audit trail for " + action
                                + ", and nothing is done without one. See store.lastError in /api/v1/status; repeat then.",
                        Map.of())
                .withHeaders(Map.of("Retry-After", "5"));
    }
}
