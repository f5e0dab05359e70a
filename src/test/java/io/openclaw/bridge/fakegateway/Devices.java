package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Paired devices, pending requests and the count of failed attempts. Paired devices outlive a boot.
final class Devices {
    static final int MAX_FAILURES = 10;
    static final long LOCKOUT = 300_000;

    private final Map<String, Paired> paired = new HashMap<>();
    private final Map<String, PairingRequest> pending = new LinkedHashMap<>();
    private int failures;
    private long lockedUntil;

    /// A device that somebody approved.
    record Paired(String deviceId, String platform, List<String> scopes, String token, long issuedAt) {}

    @Nullable
    Paired paired(String deviceId) {
        return paired.get(deviceId);
    }

    Paired pair(String deviceId, String platform, List<String> scopes, long now) {
        Paired before = paired.get(deviceId);
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        String token = before == null ? Base64.getUrlEncoder().withoutPadding().encodeToString(secret) : before.token;
        Paired device =
                new Paired(deviceId, platform, List.copyOf(scopes), token, before == null ? now : before.issuedAt);
        paired.put(deviceId, device);
        return device;
    }

    /// The refusal that asks for approval; retries keep the request id.
    GatewayError ask(String deviceId, String platform, List<String> scopes, String reason) {
        PairingRequest known = pending.get(deviceId);
        String requestId = known == null ? UUID.randomUUID().toString() : known.requestId();
        pending.put(deviceId, new PairingRequest(requestId, deviceId, platform, List.copyOf(scopes), reason));
        ObjectNode details = Wire.object()
                .put("code", "PAIRING_REQUIRED")
                .put("reason", reason)
                .put("requestId", requestId)
                .put("remediationHint", hint(reason))
                .put("deviceId", deviceId)
                .put("requestedRole", "operator");
        scopes.forEach(details.putArray("requestedScopes")::add);
        Paired approved = paired.get(deviceId);
        if (approved != null) {
            details.putArray("approvedRoles").add("operator");
            approved.scopes.forEach(details.putArray("approvedScopes")::add);
        }
        return new GatewayError("NOT_PAIRED", "pairing required: " + sentence(reason), null, null, details);
    }

    Collection<PairingRequest> pending() {
        return List.copyOf(pending.values());
    }

    /// False when nobody asked.
    boolean approve(String requestId, long now) {
        for (PairingRequest request : pending.values()) {
            if (request.requestId().equals(requestId)) {
                pending.remove(request.deviceId());
                pair(request.deviceId(), request.platform(), request.scopes(), now);
                return true;
            }
        }
        return false;
    }

    void remove(String deviceId) {
        paired.remove(deviceId);
        pending.remove(deviceId);
    }

    void failed(long now) {
        if (++failures >= MAX_FAILURES) {
            failures = 0;
            lockedUntil = now + LOCKOUT;
        }
    }

    void succeeded() {
        failures = 0;
    }

    /// How long this address is locked out; 0 when it is not.
    long lockedFor(long now) {
        return Math.max(0, lockedUntil - now);
    }

    private static String sentence(String reason) {
        return switch (reason) {
            case "scope-upgrade" -> "device is asking for more scopes than currently approved";
            case "metadata-upgrade" -> "device identity changed and must be re-approved";
            default -> "device is not approved yet";
        };
    }

    private static String hint(String reason) {
        return switch (reason) {
            case "scope-upgrade" -> "Review the requested scopes, then approve the pending upgrade.";
            case "metadata-upgrade" -> "Review the refreshed device details, then approve the pending request.";
            default -> "Approve this device from the pending pairing requests.";
        };
    }
}
