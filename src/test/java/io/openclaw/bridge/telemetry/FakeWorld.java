package io.openclaw.bridge.telemetry;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// For a service with everything on: a gateway that is there before it starts, the embedded broker, signed callbacks.
public final class FakeWorld implements QuarkusTestResourceLifecycleManager {
    private static volatile @Nullable FakeGateway current;

    static FakeGateway gateway() {
        return Objects.requireNonNull(current);
    }

    @Override
    public Map<String, String> start() {
        FakeGateway gateway = FakeGateway.start();
        current = gateway;
        try {
            return Map.of(
                    "openclaw.mode", "real",
                    "openclaw.gateway.url", gateway.uri().toString(),
                    "openclaw.gateway.token", gateway.token(),
                    "openclaw.queue", "embedded",
                    "openclaw.queue.port", "0",
                    "openclaw.callback.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                    "openclaw.data-dir",
                            Files.createTempDirectory("bridge-data").toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        gateway().close();
    }
}
