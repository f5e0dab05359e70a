package io.openclaw.bridge.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promises 1, 3 and 4 of the design, section 2, with the packaged service killed five times: the short form of
/// [CrashCampaign].
class NothingAcceptedIsLostIT {
    @Test
    void everythingAcceptedIsPostedInOrderUnderOneKeyThoughTheProcessesAreKilled(@TempDir Path home)
            throws IOException, InterruptedException {
        CrashCampaign.Plan plan = new CrashCampaign.Plan(5, 1, 20, 20, 1, 42);
        Path jar = Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"));
        try (CrashCampaign campaign = new CrashCampaign(plan, jar, home)) {
            Verdict verdict = campaign.run();

            assertThat(verdict.lost()).isEmpty();
            assertThat(verdict.disordered()).isEmpty();
            assertThat(verdict.strange()).isEmpty();
            assertThat(verdict.accepted()).isGreaterThan(100);
        }
    }
}
