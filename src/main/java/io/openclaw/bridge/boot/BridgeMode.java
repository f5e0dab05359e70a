package io.openclaw.bridge.boot;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Locale;
import java.util.Optional;

/// Which bridge is wanted (design, section 4, "Modes").
public enum BridgeMode {
    /// The gateway, come what may.
    REAL,
    /// In memory.
    MOCK,
    /// The gateway if it is there at start, else in memory. Decided once.
    AUTO;

    /// The mode by configuration, environment and launch, in this order.
    ///
    /// @param environment the variable ENVIRONMENT (seeds/003)
    /// @throws ConfigurationException for `auto` in production, where a gateway that starts late must not make messages vanish in a mock
    static BridgeMode resolve(Optional<BridgeMode> configured, Optional<String> environment, LaunchMode launch) {
        if (configured.isPresent()) {
            if (configured.get() == AUTO && launch == LaunchMode.NORMAL) {
                throw new ConfigurationException(
                        "OPENCLAW_MODE=auto is for development only: it could swallow messages in the mock. Set OPENCLAW_MODE=real, or mock");
            }
            return configured.get();
        }
        boolean testing = environment
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> name.equals("test") || name.equals("testing"))
                .isPresent();
        if (testing || launch == LaunchMode.TEST) {
            return MOCK;
        }
        return launch == LaunchMode.DEVELOPMENT ? AUTO : REAL;
    }
}
