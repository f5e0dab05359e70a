package io.openclaw.bridge.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How fast notifications are accepted: 202 after the commit, against the dry run of the same endpoint, which validates the same
/// body in the same process and stores nothing. The gateway is away, so nothing is delivered meanwhile.
@SuppressWarnings("SystemOut")
final class Accept {
    private static final int CONNECTIONS = 64;
    private static final int LANES = 1_000;
    private static final long WARM_UP = Long.getLong("bench.warmUpMillis", 4_000);
    private static final long MEASURED = Long.getLong("bench.measuredMillis", 5_000);
    private static final long FIRST_MILLIS = 20_000;
    private static final int PAIRS = Integer.getInteger("bench.pairs", 5);

    private Accept() {}

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        List<Figures> stored = new ArrayList<>();
        List<Figures> bare = new ArrayList<>();
        List<Figures> hello = new ArrayList<>();
        try (Service service = Service.start(Path.of(args[0]), "ws://127.0.0.1:9", "none", Service.folder(), Map.of());
                Hello server = new Hello()) {
            // A JVM with two cores takes its time to compile what is hot: the first seconds tell nothing.
            service.load("/api/v1/notifications?dryRun=true", CONNECTIONS, LANES, 0, 1, FIRST_MILLIS, 200);
            service.load("/api/v1/notifications", CONNECTIONS, LANES, 0, 1, FIRST_MILLIS, 202);
            for (int pair = 0; pair < PAIRS; pair++) {
                bare.add(run(service, "/api/v1/notifications?dryRun=true", 200));
                stored.add(run(service, "/api/v1/notifications", 202));
                hello.add(Figures.parse(Processes.run(Processes.java(
                        HttpLoad.class,
                        "http://127.0.0.1:" + server.port() + "/",
                        "POST",
                        Integer.toString(CONNECTIONS),
                        Integer.toString(LANES),
                        "0",
                        Long.toString(WARM_UP),
                        Long.toString(MEASURED),
                        "200"))));
            }
        }
        Figures accept = Figures.median(stored.subList(1, stored.size()));
        Figures dry = Figures.median(bare.subList(1, bare.size()));
        Figures plain = Figures.median(hello.subList(1, hello.size()));
        System.out.printf(
                "accept %,d/s, p50 %.2f ms, p99 %.2f ms; validate only %,d/s; ratio %.2f (target 0.30); plain Vert.x hello %,d/s, validate only is %.2f of it%n",
                accept.perSecond(),
                accept.p50Micros() / 1e3,
                accept.p99Micros() / 1e3,
                dry.perSecond(),
                (double) accept.perSecond() / dry.perSecond(),
                plain.perSecond(),
                (double) dry.perSecond() / plain.perSecond());
    }

    private static Figures run(Service service, String path, int status) throws Exception {
        Figures figures = Figures.parse(service.load(path, CONNECTIONS, LANES, 0, WARM_UP, MEASURED, status));
        System.out.printf("  %s %s%n", path, figures.json());
        return figures;
    }

    /// Reads a body and answers with a constant: what HTTP itself costs here.
    private static final class Hello implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(_ -> request.response()
                                .putHeader("Content-Type", "application/json")
                                .end("{\"hello\":\"world\"}")))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();

        int port() {
            return server.actualPort();
        }

        @Override
        public void close() {
            vertx.close();
        }
    }
}
