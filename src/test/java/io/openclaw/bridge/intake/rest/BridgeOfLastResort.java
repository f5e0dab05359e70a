package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.OpenClawBridge;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/// Gives the door a bridge as long as room `boot` has none; gives way to it. Tests install a [ScriptedBridge] over either.
final class BridgeOfLastResort {
    @Produces
    @DefaultBean
    @ApplicationScoped
    OpenClawBridge bridge() {
        return new ScriptedBridge();
    }
}
