package io.openclaw.bridge.production;

import io.openclaw.bridge.BridgeHarness;
import io.openclaw.bridge.OpenClawBridgeContract;

/// The production bridge under the contract: over a real socket to the fake gateway, both in time
/// that stands still.
class ProductionOpenClawBridgeContractTest extends OpenClawBridgeContract {
    @Override
    protected BridgeHarness harness() {
        return new ProductionHarness();
    }
}
