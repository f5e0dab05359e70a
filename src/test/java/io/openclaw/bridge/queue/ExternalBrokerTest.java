package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.Notification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker in a process of its own, which is killed.
class ExternalBrokerTest {
    @TempDir
    Path folder;

    @Test
    void whatAKilledBrokerHadAcceptedIsStoredOnceAndInOrder() throws IOException, InterruptedException {
        try (BrokerProcess broker = new BrokerProcess(folder)) {
            broker.start();
            try (QueueWorld world = QueueWorld.without(broker.port())) {
                world.awaitConnected();
                world.store.holdCommits(); // what is in flight when the broker dies, it brings again
                try (JmsClient client = new JmsClient(broker.port())) {
                    for (int i = 0; i < 100; i++) {
                        client.publish(
                                "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"number " + i + "\"}",
                                Map.of("idempotencyKey", "k" + i));
                    }
                }
                broker.kill();
                await().until(() -> world.door().status().state() == Broker.State.RECONNECTING);
                world.store.releaseCommits();
                broker.start();

                world.awaitRows(100);
                await().until(() -> world.tally().settledCount(QueueTally.Result.STORED)
                                + world.tally().settledCount(QueueTally.Result.REPLAYED)
                        == 100);
                assertThat(world.store.rows().stream()
                                .map(Notification::content)
                                .map(content -> content.message()))
                        .isEqualTo(IntStream.range(0, 100)
                                .mapToObj(i -> "number " + i)
                                .toList());
            }
        }
    }
}
