package io.openclaw.bridge.intake.rest;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;

/// The door's limits without Quarkus.
record TestConfig(int maxMessageCharacters, MemorySize maxBody, MemorySize maxBatchBody, Duration maxDeadline)
        implements RestConfig {

    static RestConfig withMaxMessage(int characters) {
        return new TestConfig(
                characters,
                new MemorySize(BigInteger.valueOf(262_144)),
                new MemorySize(BigInteger.valueOf(8 << 20)),
                Duration.ofMinutes(15));
    }
}
