package io.openclaw.bridge.campaign;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who floods, dawdles or sends what no server wants is cut off or refused, and others are served: the short form of [Siege].
class UnderSiegeIT {
    @Test
    void othersAreServedAndNothingIsLeftBehindByWhoFloodsOrDawdles(@TempDir Path home) throws Exception {
        Path jar = Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"));

        Siege.run(new Siege.Plan(Duration.ofSeconds(2), 1_000, 100, 2_000, 16 << 20, 400, 0), jar, home);
    }
}
