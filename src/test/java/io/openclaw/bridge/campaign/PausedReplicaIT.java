package io.openclaw.bridge.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promises 3 and 4 of the design, section 2, with two packaged services of which one stands still for longer than its lease:
/// the short form of [PauseCampaign]. What people see is held here; a frame that was between the look at the lease and the
/// socket when its process was stopped is rare, is answered by the gateway with the first one's result, and is counted by the
/// campaign.
class PausedReplicaIT {
    @Test
    void replicaThatStandsStillBeyondItsLeaseIsTakenOverInTimeAndPeopleSeeEachNotificationOnceAndInOrder(
            @TempDir Path home) throws IOException, InterruptedException {
        PauseCampaign.Plan plan = new PauseCampaign.Plan(1, Duration.ofSeconds(6), 30, 20);
        Path jar = Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"));
        try (PauseCampaign campaign = new PauseCampaign(plan, jar, home)) {
            PauseCampaign.Result result = campaign.run();

            assertThat(result.frames().handOvers()).isPositive();
            assertThat(result.verdict().lost()).isEmpty();
            assertThat(result.verdict().disordered()).isEmpty();
            assertThat(result.verdict().repeated()).as("people saw each once").isZero();
            assertThat(result.longestTakeOver())
                    .isLessThan(plan.lease().plusSeconds(1).plus(PauseCampaign.TOLERANCE));
        }
    }
}
