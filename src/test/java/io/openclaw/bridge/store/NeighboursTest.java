package io.openclaw.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openclaw.bridge.production.LogBook;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighboursTest {
    @TempDir
    private Path folder;

    @Test
    void anOutageIsLoggedOnceHoweverLongItLasts() {
        Logger logger = Logger.getLogger(Neighbours.class.getName());
        AtomicInteger tries = new AtomicInteger();
        DataSource away = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, _, _) -> {
                    tries.incrementAndGet();
                    throw new SQLException("refused");
                });
        LeasedOwnership ownership =
                new LeasedOwnership(away, "me", LeaseTimes.of(Duration.ofSeconds(30)), DirectoryLock.take(folder));
        try (LogBook log = new LogBook();
                Neighbours neighbours = new Neighbours(away, ownership, new Listeners(() -> {}))) {
            logger.setLevel(Level.INFO);
            neighbours.start();
            await().until(() -> tries.get() >= 3);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("not heard"))
                    .hasSize(1);
        } finally {
            logger.setLevel(null);
        }
    }
}
