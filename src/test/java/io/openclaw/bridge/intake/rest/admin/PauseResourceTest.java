package io.openclaw.bridge.intake.rest.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.intake.rest.ProblemException;
import io.openclaw.bridge.intake.rest.RequestBytes;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.admin.Backups;
import io.openclaw.bridge.notification.admin.Hands;
import io.openclaw.bridge.notification.admin.Held;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.Holds;
import io.openclaw.bridge.notification.admin.LaneReads;
import io.openclaw.bridge.notification.admin.Purges;
import io.openclaw.bridge.notification.admin.Tallies;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PauseResourceTest {
    /// An entry of an act that never happened would be a lie.
    @Test
    void aPauseThatIsOneTooManyIsRefusedBeforeItIsAudited() {
        Holds holds = mock(Holds.class);
        when(holds.now())
                .thenReturn(new Held(IntStream.range(0, Holds.MOST)
                        .mapToObj(i -> new Hold("mock", Hold.Scope.LANE, "lane-" + i, "ops", Instant.EPOCH, null))
                        .toList()));
        Hands hands =
                new Hands(holds, mock(LaneReads.class), mock(Tallies.class), mock(Purges.class), mock(Backups.class));
        AuditTrail trail = mock(AuditTrail.class);
        RoutingContext request = mock(RoutingContext.class);
        when(request.request()).thenReturn(mock(HttpServerRequest.class));
        RequestBytes bodies = mock(RequestBytes.class);
        when(bodies.json(request))
                .thenReturn(Uni.createFrom().item("{\"scope\":\"gateway\"}".getBytes(StandardCharsets.UTF_8)));
        MockOpenClawBridge bridge = MockOpenClawBridge.builder().build();
        PauseResource door = new PauseResource(hands, bridge, bodies, new Acts(trail));

        assertThatThrownBy(() -> door.pause(request).await().indefinitely())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(409));
        verify(trail, never()).record(any());
        bridge.closeAndAwait();
    }
}
