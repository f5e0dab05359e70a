package io.openclaw.bridge.boot;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/// Which bridge is on.
@ConfigMapping(prefix = "openclaw")
public interface BridgeModeConfig {

    /// `real`, `mock`, or `auto`: the gateway if it answers within 3 s of the start, else the mock; decided once, refused in
    /// production. Default: `real`; in dev mode `auto`; in tests, also with `ENVIRONMENT` `test` or `testing`, `mock`. The
    /// mock's data are apart, in the folder `mock` of the data folder; it takes no PostgreSQL that has anybody else's.
    Optional<BridgeMode> mode();
}
