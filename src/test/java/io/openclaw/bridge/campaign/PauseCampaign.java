package io.openclaw.bridge.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Stops one of two replicas (SIGSTOP) in the middle of its work for longer than its lease, and lets it go on (SIGCONT): what
/// it was about to write is by then the other one's. Loopback only, ends what it started.
final class PauseCampaign implements AutoCloseable {
    /// What must be known of a lane's rest beyond the lease: polling, and a machine that does other things too.
    static final Duration TOLERANCE = Duration.ofMillis(1_000);

    /// @param pauses of a replica, in turns
    /// @param lease of the replicas
    /// @param lanes callers at once, each with a session of its own
    /// @param pauseMillis of a caller between two notifications
    record Plan(int pauses, Duration lease, int lanes, long pauseMillis) {}

    private final Plan plan;
    private final Site site;

    /// @param jar of the service, `target/quarkus-app/quarkus-run.jar`
    /// @param home an empty folder for everything
    PauseCampaign(Plan plan, Path jar, Path home) throws IOException {
        this.plan = plan;
        this.site = new Site(
                new Site.Layout(
                        2,
                        true,
                        1,
                        500_000,
                        Map.of(
                                "OPENCLAW_STORE_LEASE",
                                plan.lease().toString(),
                                // Else a replica that goes on takes its last commit for a failed one, in time by
                                // chance: nothing but the lease is to keep it from writing.
                                "OPENCLAW_STORE_COMMIT_LIMIT",
                                "1h")),
                jar,
                home);
    }

    /// @param longestTakeOver from the stop of a replica until the other one owned every shard
    record Result(Verdict verdict, StaleFrames frames, Duration longestTakeOver) {
        boolean isGood(Plan plan) {
            return verdict.isGood()
                    && verdict.repeated() == 0
                    && frames.stale().isEmpty()
                    && longestTakeOver.compareTo(plan.lease().plusSeconds(1).plus(TOLERANCE)) <= 0;
        }

        @Override
        public String toString() {
            return verdict + "\n" + frames + "\ntaken over within " + longestTakeOver.toMillis() + " ms";
        }
    }

    /// Runs it whole.
    Result run() throws IOException, InterruptedException {
        site.start();
        Duration longest = Duration.ZERO;
        // Those of the replica that stands still get no answer: callers are to go on with the other one.
        try (Callers callers = new Callers(site.doors, plan.lanes(), plan.pauseMillis())) {
            for (int pause = 0; pause < plan.pauses(); pause++) {
                int paused = pause % 2;
                awaitShards(0, 32, plan.lease().multipliedBy(3));
                awaitShards(1, 32, plan.lease().multipliedBy(3));
                TimeUnit.MILLISECONDS.sleep(1_000);
                site.replicas.get(paused).pause();
                try {
                    Duration took = awaitShards(1 - paused, 64, plan.lease().multipliedBy(3));
                    longest = took.compareTo(longest) > 0 ? took : longest;
                    TimeUnit.MILLISECONDS.sleep(1_500); // the other one settles the doubts and goes on
                } finally {
                    site.replicas.get(paused).resume();
                }
                TimeUnit.MILLISECONDS.sleep(1_000);
            }
            List<Callers.Accepted> accepted = callers.finish();
            site.drain();
            return new Result(site.verdict(accepted), StaleFrames.of(site.frames()), longest);
        }
    }

    private Duration awaitShards(int replica, int count, Duration patience) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (site.metric(replica, "openclaw_store_shards") != count) {
            if (System.nanoTime() - begun > patience.toNanos()) {
                throw new IllegalStateException("replica " + replica + " never had " + count + " shards:\n"
                        + site.replicas.get(replica).lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Override
    public void close() throws IOException {
        site.close();
    }

    /// Arguments: the service's jar. Properties: `campaign.pauses`; `campaign.leaseSeconds`.
    public static void main(String[] args) throws IOException, InterruptedException {
        Plan plan = new Plan(
                Integer.getInteger("campaign.pauses", 6),
                Duration.ofSeconds(Integer.getInteger("campaign.leaseSeconds", 30)),
                40,
                100);
        Path home = Files.createTempDirectory("campaign");
        try (PauseCampaign campaign = new PauseCampaign(plan, Path.of(args[0]), home)) {
            Result result = campaign.run();
            System.out.println(plan.pauses() + " pauses beyond a lease of "
                    + plan.lease().toSeconds() + " s: " + result + "\nlogs in " + home);
            if (!result.isGood(plan)) {
                System.exit(1);
            }
        }
    }
}
