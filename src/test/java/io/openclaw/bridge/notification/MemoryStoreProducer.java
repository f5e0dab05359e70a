package io.openclaw.bridge.notification;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Gives the service under test a store in memory.
@Singleton
final class MemoryStoreProducer {

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    MemoryStore store(Waiters waiters) {
        return new MemoryStore().waking(waiters);
    }
}
