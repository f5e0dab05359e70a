package io.openclaw.bridge.boot;

import io.openclaw.bridge.OpenClawBridge;
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
            OpenClawBridge bridge,
            NotificationStore rows) {
        return new Doctor(Examinations.ofService(
                config, database, store, callbacks, QueueExamination.of(queue), ClientProxy.unwrap(bridge), rows));
    }
}
