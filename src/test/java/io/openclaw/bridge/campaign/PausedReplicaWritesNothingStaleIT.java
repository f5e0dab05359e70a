package io.openclaw.bridge.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promises 3 and 4 of the design, section 2, with two packaged services of which one stands still for longer than its lease:
/// the short form of [PauseCampaign].
class PausedReplicaWritesNothingStaleIT {
    @Test
    void replicaThatStandsStillBeyondItsLeaseIsTakenOverAndWritesNothingStale(@TempDir Path home)
            throws IOException, InterruptedException {
        PauseCampaign.Plan plan = new PauseCampaign.Plan(1, Duration.ofSeconds(6), 30, 20);
        Path jar = Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"));
        try (PauseCampaign campaign = new PauseCampaign(plan, jar, home)) {
            PauseCampaign.Result result = campaign.run();

            assertThat(result.frames().stale()).isEmpty();
            assertThat(result.frames().handOvers()).isPositive();
            assertThat(result.verdict().lost()).isEmpty();
            assertThat(result.verdict().disordered()).isEmpty();
            assertThat(result.verdict().repeated()).as("people saw each once").isZero();
            assertThat(result.isGood(plan)).as(result.toString()).isTrue();
        }
    }
}
