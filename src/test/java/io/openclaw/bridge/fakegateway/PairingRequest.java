package io.openclaw.bridge.fakegateway;

import java.util.List;

/// A device that waits for somebody's approval.
///
/// @param reason `not-paired`, `scope-upgrade` or `metadata-upgrade`
public record PairingRequest(String requestId, String deviceId, String platform, List<String> scopes, String reason) {}
