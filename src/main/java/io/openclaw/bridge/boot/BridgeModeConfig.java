package io.openclaw.bridge.boot;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/// Which bridge is on.
@ConfigMapping(prefix = "openclaw")
public interface BridgeModeConfig {

    /// `real`, `mock`, or `auto`: real if the gateway is there at start, else mock; not in production. Default: `real`, in dev mode `auto`, in tests (also ENVIRONMENT=test or testing) `mock`.
    Optional<BridgeMode> mode();
}
