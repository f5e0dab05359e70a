package io.openclaw.bridge.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.campaign.Callers.Accepted;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Kills the service, and its embedded broker with it, with `kill -9` in the middle of each stream of published messages;
/// starts it again; and asks in the end whether everything that the broker acknowledged reached people, in order.
final class QueueCampaign implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofMinutes(5);

    /// @param kills streams, each with one kill
    /// @param messages of a stream
    /// @param lanes sessions that they go to
    record Plan(int kills, int messages, int lanes, long seed) {}

    private final Plan plan;
    private final Random random;
    private final Site site;
    private final int queuePort;

    /// @param jar of the service, `target/quarkus-app/quarkus-run.jar`
    /// @param home an empty folder for everything
    QueueCampaign(Plan plan, Path jar, Path home) throws IOException {
        this.plan = plan;
        this.random = new Random(plan.seed());
        this.queuePort = freePort();
        this.site = new Site(
                new Site.Layout(
                        1,
                        false,
                        1,
                        0,
                        Map.of("OPENCLAW_QUEUE", "embedded", "OPENCLAW_QUEUE_PORT", Integer.toString(queuePort))),
                jar,
                home);
    }

    /// Runs it whole.
    Verdict run() throws Exception {
        site.start();
        Victim bridge = site.replicas.getFirst();
        try (Publisher publisher = new Publisher(queuePort, plan.lanes())) {
            for (int kill = 0; kill < plan.kills(); kill++) {
                int from = kill * plan.messages();
                int killAt = from + 1 + random.nextInt(plan.messages() - 1);
                CompletableFuture<Void> stream = CompletableFuture.runAsync(() -> {
                    try {
                        publisher.publish(from, from + plan.messages());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                while (publisher.count() < killAt && !stream.isDone()) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                bridge.kill();
                bridge.start();
                bridge.await();
                stream.get(5, TimeUnit.MINUTES);
            }
            drain(publisher.count());
            System.out.printf(
                    "%d kills, %d messages, seed %d; %d published again after a crash%n",
                    plan.kills(), publisher.count(), plan.seed(), publisher.repeated());
            return verdict(publisher.acknowledged());
        }
    }

    /// Until everything that was acknowledged is in the store, and nothing waits there.
    private void drain(int acknowledged) throws IOException, InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        int posted = 0;
        while (posted < acknowledged && System.nanoTime() < end) { // the verdict names what is lost
            site.drain();
            posted = site.posted().size();
        }
    }

    /// The queue tells no ids: they are read off what was posted.
    private Verdict verdict(List<Accepted> acknowledged) throws IOException, InterruptedException {
        List<String> postings = site.posted();
        Map<String, String> idOfText = new HashMap<>();
        for (String line : postings) {
            JsonNode posting = Site.JSON.readTree(line);
            idOfText.putIfAbsent(
                    posting.path("text").asText(), posting.path("key").asText().replaceFirst("^n:", ""));
        }
        return Verdict.of(
                acknowledged.stream()
                        .map(one -> new Accepted(idOfText.getOrDefault(one.text(), "lost"), one.lane(), one.number()))
                        .toList(),
                postings.stream());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        site.close();
    }

    /// Arguments: the service's jar. Properties: `campaign.kills`, `campaign.messages` of each stream.
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        Plan plan = new Plan(
                Integer.getInteger("campaign.kills", 20),
                Integer.getInteger("campaign.messages", 20_000),
                40,
                Long.getLong("campaign.seed", System.nanoTime()));
        Path home = Files.createTempDirectory("queue-campaign");
        try (QueueCampaign campaign = new QueueCampaign(plan, Path.of(args[0]), home)) {
            Verdict verdict = campaign.run();
            System.out.println(verdict + "\nlogs in " + home);
            if (!verdict.isGood()) {
                System.exit(1);
            }
        }
    }
}
