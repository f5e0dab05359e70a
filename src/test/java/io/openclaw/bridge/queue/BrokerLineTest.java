package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Broker;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker that is away, at the start or later, is data and not a fault.
class BrokerLineTest {
    private static final String BODY = "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"x\"}";

    @TempDir
    Path folder;

    private QueueWorld world;

    @BeforeEach
    void open() {
        world = QueueWorld.withBroker(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aBrokerThatIsAwayAtTheStartIsFoundWhenItComes() {
        world.stopBroker();
        world.openDoor(EventFormat.STRUCTURED, Set.of());
        await().until(() -> world.door().status().lastError() != null);
        assertThat(world.door().status().state()).isEqualTo(Broker.State.CONNECTING);

        world.startBroker();

        world.awaitConnected();
        try (JmsClient client = world.client()) {
            client.publish(BODY);
        }
        world.awaitRows(1);
    }

    @Test
    void aBrokerThatRestartsIsFoundAgainAsOftenAsItDoes() {
        world.openDoor(EventFormat.STRUCTURED, Set.of());
        for (int round = 1; round <= 3; round++) {
            world.awaitConnected();
            try (JmsClient client = world.client()) {
                client.publish(BODY);
            }
            world.awaitRows(round);
            world.stopBroker();
            await().until(() -> world.door().status().state() == Broker.State.RECONNECTING);
            world.startBroker();
        }
    }

    @Test
    void aDoorThatClosesIsOff() {
        QueueDoor door = world.openDoor(EventFormat.STRUCTURED, Set.of());
        world.awaitConnected();

        world.closeDoor();

        assertThat(door.status().state()).isEqualTo(Broker.State.OFF);
    }
}
