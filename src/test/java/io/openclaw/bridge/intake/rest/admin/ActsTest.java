package io.openclaw.bridge.intake.rest.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.access.AuditEntry;
import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.intake.rest.ProblemException;
import io.openclaw.bridge.notification.StoreException;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActsTest {
    private final List<String> done = new ArrayList<>();

    private final RoutingContext request = (RoutingContext) Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {RoutingContext.class},
            (_, method, _) -> method.getName().equals("user")
                    ? new QuarkusHttpUser(QuarkusSecurityIdentity.builder()
                            .setPrincipal(Caller.ANYBODY)
                            .build())
                    : null);

    private Uni<String> act(Uni<Void> recorded) {
        AuditTrail trail = new AuditTrail() {
            @Override
            public Uni<Void> record(AuditEntry entry) {
                return recorded.invoke(() -> done.add("recorded " + entry.action() + " of " + entry.target()));
            }

            @Override
            public Uni<List<Recorded>> latest(long before, int limit) {
                return Uni.createFrom().item(List.of());
            }
        };
        return new Acts(trail).recorded(request, "thing.do", "it", Map.of(), () -> {
            done.add("done");
            return Uni.createFrom().item("answer");
        });
    }

    @Test
    void whatIsDoneWasRecordedBefore() {
        assertThat(act(Uni.createFrom().voidItem()).await().indefinitely()).isEqualTo("answer");
        assertThat(done).containsExactly("recorded thing.do of it", "done");
    }

    @Test
    void whatCannotBeRecordedIsNotDone() {
        Uni<String> act = act(Uni.createFrom()
                .failure(new StoreException(StoreException.Reason.UNAVAILABLE, "the database does not answer")));
        assertThatThrownBy(() -> act.await().indefinitely())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(503));
        assertThat(done).isEmpty();
    }
}
