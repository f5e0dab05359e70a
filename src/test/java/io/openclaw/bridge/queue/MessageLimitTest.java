package io.openclaw.bridge.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageLimitTest {
    @Test
    void aMessageLargerThanAnyNotificationIsRefusedAndTheNextOneIsTaken(@TempDir Path folder) throws Exception {
        try (QueueWorld world = QueueWorld.open(folder);
                JmsClient client = world.client()) {
            assertThatThrownBy(() -> client.publish("x".repeat(2 << 20)))
                    .hasMessageContaining("at most 1048576 are taken");

            client.publish("{\"sessionKey\":\"telegram:dm:1\",\"message\":\"hello\"}");
            assertThat(world.awaitRows(1)).hasSize(1);
        }
    }
}
