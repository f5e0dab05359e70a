package io.openclaw.bridge.boot;

import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.access.LoggedAuditTrail;
import io.openclaw.bridge.store.SqlAuditTrail;
import io.openclaw.bridge.store.SqlStore;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/// Makes what decides who may call.
@Singleton
final class AccessProducer {

    @Produces
    @Singleton
    @Typed(AuditTrail.class)
    AuditTrail auditTrail(SqlStore store) {
        return new LoggedAuditTrail(new SqlAuditTrail(store));
    }
}
