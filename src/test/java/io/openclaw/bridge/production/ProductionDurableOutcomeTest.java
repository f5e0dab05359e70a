package io.openclaw.bridge.production;

import io.openclaw.bridge.BridgeHarness;
import io.openclaw.bridge.delivery.DurableOutcomeContract;

/// Notifications through the real bridge, over a real socket to the fake gateway.
class ProductionDurableOutcomeTest extends DurableOutcomeContract {
    @Override
    protected BridgeHarness harness() {
        return new ProductionHarness();
    }
}
