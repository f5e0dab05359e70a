package io.openclaw.bridge.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 1 of the design, section 2, for the queue, with the packaged service killed twice: the short form of
/// [QueueCampaign].
class WhatTheBrokerAcceptedIsDeliveredIT {
    @Test
    void everythingAcknowledgedIsPostedInOrderThoughServiceAndBrokerAreKilled(@TempDir Path home) throws Exception {
        QueueCampaign.Plan plan = new QueueCampaign.Plan(2, 2_000, 20, 42);
        Path jar = Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"));
        try (QueueCampaign campaign = new QueueCampaign(plan, jar, home)) {
            Verdict verdict = campaign.run();

            assertThat(verdict.lost()).isEmpty();
            assertThat(verdict.disordered()).isEmpty();
            assertThat(verdict.strange()).isEmpty();
            assertThat(verdict.accepted()).isEqualTo(4_000);
        }
    }
}
