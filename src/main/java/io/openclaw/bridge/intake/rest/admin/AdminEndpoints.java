package io.openclaw.bridge.intake.rest.admin;

import io.openclaw.bridge.intake.rest.Endpoints;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Makes the admin calls known to who answers 403 and 405, and to the description. `OpenApiQuarkusTest` and `WhoMayDoWhatQuarkusTest` hold the list
/// complete.
@Singleton
final class AdminEndpoints {

    void register(@Observes StartupEvent event) {
        add();
    }

    static void add() {
        Endpoints.add(
                AuditResource.class,
                DoctorResource.class,
                PauseResource.class,
                LanesResource.class,
                CountsResource.class,
                UpkeepResource.class,
                KeysResource.class);
    }
}
