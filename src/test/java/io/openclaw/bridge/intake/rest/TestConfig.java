package io.openclaw.bridge.intake.rest;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/// The door's limits without Quarkus.
record TestConfig(int maxMessageCharacters, MemorySize maxBody, MemorySize maxBatchBody, Duration maxDeadline)
        implements RestConfig {

    @Override
    public int maxRequests() {
        return 10_000;
    }

    @Override
    public Optional<MemorySize> maxHeldBodies() {
        return Optional.empty();
    }

    static RestConfig withMaxMessage(int characters) {
        return new TestConfig(
                characters,
                new MemorySize(BigInteger.valueOf(262_144)),
                new MemorySize(BigInteger.valueOf(8 << 20)),
                Duration.ofMinutes(15));
    }
}
