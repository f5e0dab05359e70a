package io.openclaw.bridge.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// Callers over HTTP in a process of their own: so many connections, each with one request under way. Arguments: URL, GET or POST,
/// connections, lanes, requests per second (0: as many as go), warm-up ms, measured ms, expected status.
///
/// Prints one line of JSON: `perSecond`, `p50Micros`, `p99Micros`, and `all`, how many were answered as expected from first to last.
@SuppressWarnings("SystemOut")
final class HttpLoad {
    private final HttpClient http;
    private final URI uri;
    private final boolean post;
    private final int lanes;
    private final int expected;
    private final long nanosApart;
    // All on the one event loop, but for reading after the end.
    private long[] latencies = new long[1 << 20];
    private int seen;
    private long sent;
    private long answered;
    private long nextAt = System.nanoTime();
    private volatile boolean running = true;
    private volatile boolean measuring;

    private HttpLoad(HttpClient http, URI uri, boolean post, int lanes, int expected, long perSecond) {
        this.http = http;
        this.uri = uri;
        this.post = post;
        this.lanes = lanes;
        this.expected = expected;
        this.nanosApart = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        int connections = Integer.parseInt(args[2]);
        HttpClient http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true).setPipelining(false),
                new PoolOptions().setHttp1MaxSize(connections).setEventLoopSize(1));
        HttpLoad load = new HttpLoad(
                http,
                URI.create(args[0]),
                args[1].equals("POST"),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[7]),
                Long.parseLong(args[4]));
        vertx.runOnContext(_ -> {
            for (int i = 0; i < connections; i++) {
                load.next(vertx);
            }
        });
        TimeUnit.MILLISECONDS.sleep(Long.parseLong(args[5]));
        load.measuring = true;
        long begun = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(Long.parseLong(args[6]));
        load.measuring = false;
        long nanos = System.nanoTime() - begun;
        load.running = false;
        TimeUnit.MILLISECONDS.sleep(500); // the last answers
        Figures figures = Figures.of(Arrays.copyOf(load.latencies, load.seen), nanos);
        System.out.printf(
                "{\"perSecond\":%d,\"p50Micros\":%d,\"p99Micros\":%d,\"all\":%d}%n",
                figures.perSecond(), figures.p50Micros(), figures.p99Micros(), load.answered);
        vertx.close();
    }

    /// One request, when its time has come; its answer makes the next.
    private void next(Vertx vertx) {
        if (!running) {
            return;
        }
        if (nanosApart > 0) {
            long now = System.nanoTime();
            nextAt = Math.max(nextAt + nanosApart, now - TimeUnit.MILLISECONDS.toNanos(100));
            long wait = TimeUnit.NANOSECONDS.toMillis(nextAt - now);
            if (wait > 0) {
                vertx.setTimer(wait, _ -> request(vertx));
                return;
            }
        }
        request(vertx);
    }

    private void request(Vertx vertx) {
        long begun = System.nanoTime();
        long number = sent++;
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        http.request(post ? HttpMethod.POST : HttpMethod.GET, uri.getPort(), uri.getHost(), path)
                .compose(request -> post
                        ? request.putHeader("Content-Type", "application/json").send(body(number))
                        : request.send())
                .compose(response -> response.body().map(_ -> response.statusCode()))
                .onComplete(answer -> {
                    if (answer.succeeded() && answer.result() == expected) {
                        answered++;
                        if (measuring) {
                            if (seen == latencies.length) {
                                latencies = Arrays.copyOf(latencies, seen * 2);
                            }
                            latencies[seen++] = System.nanoTime() - begun;
                        }
                    } else if (running) {
                        System.err.println(
                                "not as expected: " + (answer.succeeded() ? answer.result() : answer.cause()));
                        running = false;
                    }
                    next(vertx);
                });
    }

    private Buffer body(long number) {
        return Buffer.buffer("""
                {"sessionKey":"telegram:dm:%d","message":"Deploy %d of the billing service to production has finished after 4 minutes","metadata":{"notificationType":"deploy_finished","issueNumber":%d}}""".formatted(100_000 + number % lanes, number, number));
    }
}
