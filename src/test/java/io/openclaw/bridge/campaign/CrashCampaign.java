package io.openclaw.bridge.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Kills the service with `kill -9` at random moments under load, and in a third of the rounds the gateway too; starts them
/// again; and asks in the end whether a promise was broken. Loopback only, ends what it started.
final class CrashCampaign implements AutoCloseable {
    /// @param kills of the service
    /// @param replicas on PostgreSQL where there is more than one, on SQLite where there is one
    /// @param lanes callers at once, each with a session of its own
    /// @param pauseMillis of a caller between two notifications
    /// @param timeScale how many times faster the gateway forgets its keys than the real one
    /// @param seed of the random moments
    record Plan(int kills, int replicas, int lanes, long pauseMillis, int timeScale, long seed) {}

    private final Plan plan;
    private final Random random;
    private final Site site;
    private int gatewayKills;

    /// @param jar of the service, `target/quarkus-app/quarkus-run.jar`
    /// @param home an empty folder for everything
    CrashCampaign(Plan plan, Path jar, Path home) throws IOException {
        this.plan = plan;
        this.random = new Random(plan.seed());
        this.site = new Site(
                new Site.Layout(plan.replicas(), plan.replicas() > 1, plan.timeScale(), 0, Map.of()), jar, home);
    }

    /// Runs it whole.
    Verdict run() throws IOException, InterruptedException {
        site.start();
        try (Callers callers = new Callers(site.doors, plan.lanes(), plan.pauseMillis())) {
            for (int kill = 0; kill < plan.kills(); kill++) {
                TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(2_000));
                Victim victim = site.replicas.get(random.nextInt(site.replicas.size()));
                if (kill % 3 == 2) {
                    killBoth(victim);
                } else {
                    victim.kill();
                    victim.start();
                }
                victim.await();
            }
            List<Callers.Accepted> accepted = callers.finish();
            site.drain();
            System.out.printf(
                    "%d kills of the service, %d of the gateway, seed %d; callers repeated %d times%n",
                    plan.kills(), gatewayKills, plan.seed(), callers.refused());
            return site.verdict(accepted);
        }
    }

    private void killBoth(Victim victim) throws InterruptedException {
        boolean gatewayFirst = random.nextBoolean();
        (gatewayFirst ? site.gateway : victim).kill();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
        (gatewayFirst ? victim : site.gateway).kill();
        gatewayKills++;
        victim.start();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
        site.gateway.start();
        site.gateway.await();
    }

    @Override
    public void close() throws IOException {
        site.close();
    }

    /// Arguments: the service's jar. Properties: `campaign.kills`; `campaign.replicas`, where 1 is SQLite and more are PostgreSQL;
    /// `campaign.pauseMillis` of each of the 40 callers: more than the machine can deliver becomes a backlog that is to be
    /// drained in the end.
    public static void main(String[] args) throws IOException, InterruptedException {
        int kills = Integer.getInteger("campaign.kills", 100);
        int replicas = Integer.getInteger("campaign.replicas", 1);
        long pause = Long.getLong("campaign.pauseMillis", replicas == 1 ? 20 : 100);
        Plan plan = new Plan(kills, replicas, 40, pause, 20, Long.getLong("campaign.seed", System.nanoTime()));
        Path home = Files.createTempDirectory("campaign");
        try (CrashCampaign campaign = new CrashCampaign(plan, Path.of(args[0]), home)) {
            Verdict verdict = campaign.run();
            System.out.println((replicas == 1 ? "SQLite" : "PostgreSQL, " + replicas + " replicas") + ": " + verdict
                    + "\nlogs in " + home);
            if (!verdict.isGood()) {
                System.exit(1);
            }
        }
    }
}
