package io.openclaw.bridge.boot;

import io.openclaw.bridge.access.AccessConfig;
import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.access.Gatekeeper;
import io.openclaw.bridge.access.Keyring;
import io.openclaw.bridge.access.Keys;
import io.openclaw.bridge.access.Limits;
import io.openclaw.bridge.access.LoggedAuditTrail;
import io.openclaw.bridge.access.TokenCaller;
import io.openclaw.bridge.store.SqlApiKeys;
import io.openclaw.bridge.store.SqlAuditTrail;
import io.openclaw.bridge.store.SqlStore;
import io.openclaw.bridge.telemetry.LogConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;

/// Makes what decides who may call. It begins when [AccessLifecycle] says so.
@Singleton
final class AccessProducer {

    @Produces
    @Singleton
    @Typed(AuditTrail.class)
    AuditTrail auditTrail(SqlStore store, LogConfig log) {
        return new LoggedAuditTrail(
                new SqlAuditTrail(store), key -> log.sessionKeys().of(key).orElse("…"));
    }

    @Produces
    @Singleton
    Keyring keyring(AccessConfig config) {
        return new Keyring(InstantSource.system(), config.rate());
    }

    @Produces
    @Singleton
    Gatekeeper gatekeeper(Keyring ring) {
        return new Gatekeeper(ring);
    }

    @Produces
    @Singleton
    Limits limits() {
        return new Limits(System::nanoTime);
    }

    @Produces
    @Singleton
    Keys keys(SqlStore store, Keyring ring, AuditTrail audit, AccessConfig config) {
        try {
            return new Keys(new SqlApiKeys(store), ring, audit, config, InstantSource.system(), new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    TokenCaller tokenCaller(AccessConfig config) {
        try {
            return new TokenCaller(config.oidc(), config.rate());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }
}
