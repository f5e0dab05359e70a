package io.openclaw.bridge.campaign;

import io.openclaw.bridge.fuzz.Storm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever comes in: no 500, no hang, no secret, nothing stored that was refused, nothing lost that was accepted. The short
/// form of [FuzzCampaign].
class SpoiltInputsIT {
    @Test
    void whateverComesInAtAnyDoorIsAnsweredAndKeptAsPromised(@TempDir Path home) throws Exception {
        Path jar = Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"));

        Storm.run(FuzzCampaign.plan(20_261_121, 5_000), jar, home);
    }
}
