package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.Notification;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker in a process of its own, which is killed.
class ExternalBrokerTest {
    private static final int OUTCOMES = 3_000;

    @TempDir
    Path folder;

    @Test
    void everyOutcomeIsHeardThoughTheBrokerIsKilledInTheMiddle()
            throws IOException, InterruptedException, JMSException {
        try (BrokerProcess broker = new BrokerProcess(folder)) {
            broker.start();
            try (JmsClient client = new JmsClient(broker.port());
                    JMSConsumer events = client.subscribeDurably(Samples.EVENTS, "audit")) {
                assertThat(events).isNotNull(); // it is subscribed from now on
            }
            try (QueueWorld world = QueueWorld.without(broker.port())) {
                world.awaitConnected();
                Set<String> expected = new TreeSet<>();
                for (int i = 0; i < OUTCOMES; i++) {
                    Notification row = world.ended("number " + i);
                    expected.add(row.id() + ":" + row.version());
                    if (i == OUTCOMES / 2) {
                        await().until(() -> world.tally().publishedCount() > 0);
                        broker.kill();
                    }
                }
                broker.start();
                await().until(() -> world.store.events().isEmpty());

                Set<String> heard = new TreeSet<>();
                try (JmsClient client = new JmsClient(broker.port());
                        JMSConsumer events = client.subscribeDurably(Samples.EVENTS, "audit")) {
                    while (heard.size() < OUTCOMES) {
                        heard.add(JmsClient.next(events).getJMSMessageID().replaceFirst("^ID:(AMQP_NO_PREFIX:)?", ""));
                    }
                }
                assertThat(heard).isEqualTo(expected);
            }
        }
    }

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
