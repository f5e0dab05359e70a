package io.openclaw.bridge.mock;

import io.openclaw.bridge.BridgeHarness;
import io.openclaw.bridge.delivery.DurableOutcomeContract;

/// Notifications through the mock.
class MockDurableOutcomeTest extends DurableOutcomeContract {
    @Override
    protected BridgeHarness harness() {
        return MockOpenClawBridgeContractTest.fresh();
    }
}
