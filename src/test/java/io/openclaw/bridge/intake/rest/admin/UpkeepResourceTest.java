package io.openclaw.bridge.intake.rest.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.intake.rest.ProblemException;
import io.openclaw.bridge.intake.rest.RequestBytes;
import io.openclaw.bridge.notification.admin.Backups;
import io.openclaw.bridge.notification.admin.Hands;
import io.openclaw.bridge.notification.admin.Holds;
import io.openclaw.bridge.notification.admin.LaneReads;
import io.openclaw.bridge.notification.admin.Purges;
import io.openclaw.bridge.notification.admin.Tallies;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.Test;

class UpkeepResourceTest {
    /// An entry of an act that never happened would be a lie.
    @Test
    void aBackupThatIsKnownToBeImpossibleIsRefusedBeforeItIsAudited() {
        Backups backups = mock(Backups.class);
        when(backups.check()).thenReturn(Uni.createFrom().failure(() -> new Backups.Impossible("not here")));
        AuditTrail trail = mock(AuditTrail.class);
        RoutingContext request = mock(RoutingContext.class);
        when(request.request()).thenReturn(mock(HttpServerRequest.class));
        Hands hands =
                new Hands(mock(Holds.class), mock(LaneReads.class), mock(Tallies.class), mock(Purges.class), backups);
        UpkeepResource door =
                new UpkeepResource(hands, mock(OpenClawBridge.class), mock(RequestBytes.class), new Acts(trail));

        assertThatThrownBy(() -> door.backup(request).await().indefinitely())
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(409);
                    assertThat(e.problem().detail()).isEqualTo("not here");
                });
        verify(trail, never()).record(any());
        verify(backups, never()).make();
    }
}
