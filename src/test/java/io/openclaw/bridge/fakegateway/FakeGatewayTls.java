package io.openclaw.bridge.fakegateway;

import org.jspecify.annotations.Nullable;

/// What a `wss` gateway presents and demands, in PEM.
///
/// @param clientAuthority whoever shows no certificate of this authority is refused; null lets everybody in
public record FakeGatewayTls(
        String certificateChain,
        String privateKey,
        @Nullable String clientAuthority) {}
