package io.openclaw.bridge.callback;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// From a host's name to its addresses.
@FunctionalInterface
interface Resolver {
    /// All of them, in the order in which they are to be tried. Fails where there is none.
    Uni<List<InetAddress>> resolve(String host);

    /// The machine's own, hosts file included. It blocks, so it has a few threads of its own: a name server that is slow
    /// for one name must not hold up the rest of the service.
    final class OfMachine implements Resolver, AutoCloseable {
        private static final int THREADS = 8;
        private static final long LONGEST_S = 60;

        private final WorkerExecutor threads;

        OfMachine(Vertx vertx) {
            threads = vertx.createSharedWorkerExecutor("openclaw-callback-names", THREADS, LONGEST_S, TimeUnit.SECONDS);
        }

        @Override
        public Uni<List<InetAddress>> resolve(String host) {
            return Uni.createFrom()
                    .completionStage(() -> threads.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false)
                            .toCompletionStage());
        }

        @Override
        public void close() {
            threads.close();
        }
    }
}
