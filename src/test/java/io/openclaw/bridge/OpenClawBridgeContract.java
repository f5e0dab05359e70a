package io.openclaw.bridge;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What every bridge promises its callers: one suite for the real bridge and for the mock, so that the mock cannot
/// drift.
///
/// A subclass makes a [BridgeHarness]. The chapters are interfaces, so that every test is reported under the bridge
/// that it ran against.
public abstract class OpenClawBridgeContract
        implements ConnectingContract,
                SendingContract,
                OutcomeContract,
                NotLeavingContract,
                IdempotencyContract,
                ProofContract,
                RouteContract,
                StatusContract,
                EventContract,
                RequestContract {
    private BridgeHarness world;

    /// A new world with a bridge that is not connected.
    protected abstract BridgeHarness harness();

    @BeforeEach
    void build() {
        world = harness();
    }

    @AfterEach
    void tearDown() {
        world.close();
    }

    @Override
    public BridgeHarness world() {
        return world;
    }
}
