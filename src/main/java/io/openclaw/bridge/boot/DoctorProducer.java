package io.openclaw.bridge.boot;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.access.Gatekeeper;
import io.openclaw.bridge.callback.CallbackSettings;
import io.openclaw.bridge.doctor.Doctor;
import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.production.BridgeConfig;
import io.openclaw.bridge.queue.QueueDoor;
import io.openclaw.bridge.queue.QueueExamination;
import io.openclaw.bridge.store.StoreConfig;
import io.quarkus.arc.ClientProxy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Makes the doctor of the running service.
@Singleton
final class DoctorProducer {
    @Produces
    @Singleton
    Doctor doctor(
            BridgeConfig config,
            DatabaseConfig database,
            StoreConfig store,
            CallbackSettings callbacks,
            QueueDoor queue,
            Gatekeeper gatekeeper,
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host,
            OpenClawBridge bridge,
            DataHome home,
            NotificationStore rows) {
        return new Doctor(Examinations.ofService(
                config,
                database,
                store,
                callbacks,
                QueueExamination.of(queue),
                () -> List.of(Examinations.access(
                        gatekeeper.isOpen(),
                        Loopback.is(host) && Loopback.is(queue.listensAt().orElse("localhost")))),
                ClientProxy.unwrap(bridge),
                home,
                rows));
    }
}
