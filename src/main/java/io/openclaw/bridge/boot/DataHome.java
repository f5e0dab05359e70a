package io.openclaw.bridge.boot;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.production.BridgeConfig;
import java.nio.file.Path;
import java.util.function.Supplier;

/// Where a mode keeps its data. The mock's are apart: what it "delivered" must not answer for a message that is to reach
/// people.
///
/// @param folder of the database, the broker's journal, and of the real bridge's device key
/// @param isMock whether it is the mock's
record DataHome(Path folder, boolean isMock) {
    private static final String MOCK = "mock";

    /// @param auto asked in mode `auto` only: what it has decided
    static DataHome of(BridgeConfig config, BridgeMode mode, Supplier<BridgeStatus.Mode> auto) {
        boolean mock = switch (mode) {
            case MOCK -> true;
            case REAL -> false;
            case AUTO -> auto.get() == BridgeStatus.Mode.MOCK;
        };
        return new DataHome(mock ? config.dataDir().resolve(MOCK) : config.dataDir(), mock);
    }
}
