package io.openclaw.bridge.intake.rest;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Reads the bodies of API requests on the event loop, up to the limit.
///
/// Not left to Quarkus REST: past its buffer it reads with a blocking thread, and a body over the limit gets a bare 413 and a closed socket, which most clients report as
/// "connection reset". Here a body that is too large, but not absurdly so, is swallowed to its end, so that the caller gets to read why.
@ApplicationScoped
final class RequestBytes {
    private static final String KEY = RequestBytes.class.getName();
    /// Before the routes, and before Quarkus' own limit (order -2).
    private static final int PRIORITY = 100;
    /// How much of a body that is too large is worth swallowing for the sake of a readable answer.
    private static final long MAX_SWALLOWED = 16L << 20;

    private final long limit;
    private final RouterProblems problems;

    RequestBytes(RestConfig config, RouterProblems problems) {
        this.limit = config.maxBody().asLongValue();
        this.problems = problems;
    }

    /// The body of a request that must send JSON; empty where it sent nothing.
    ///
    /// A body without a type is refused: pages of other origins can post one to a loopback address without asking (CORS), but none of type application/json.
    ///
    /// @throws ProblemException (415) for any other type, and for an encoded body
    static byte[] json(RoutingContext routing) {
        String type = routing.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")
                || routing.request().headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            throw new ProblemException(HttpProblems.of(415));
        }
        byte[] body = routing.get(KEY);
        return body == null ? new byte[0] : body;
    }

    void register(@Observes Filters filters) {
        filters.register(this::read, PRIORITY);
    }

    private void read(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        long announced = announced(request);
        // What serves /q reads for itself, if at all.
        if (announced == 0 || (request.path().startsWith("/q/") && announced <= limit)) {
            routing.next();
            return;
        }
        String expect = request.getHeader(HttpHeaders.EXPECT);
        boolean willing = expect == null || expect.equalsIgnoreCase("100-continue");
        if (!willing) {
            problems.answer(routing, HttpProblems.of(417));
            return;
        }
        if (announced > MAX_SWALLOWED || (announced > limit && expect != null)) {
            problems.answerAndClose(routing, HttpProblems.bodyTooLarge(limit));
        } else {
            if (expect != null) {
                request.response().writeContinue();
            }
            new Reader(routing).start(request);
        }
    }

    /// -1 where only the end will tell.
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            try {
                return Long.parseLong(length);
            } catch (NumberFormatException e) {
                // HTTP/1's decoder does not let it through; whoever does means trouble.
                return Long.MAX_VALUE;
            }
        }
        boolean maybe = request.version() == HttpVersion.HTTP_2 ? !request.isEnded() : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return maybe ? -1 : 0;
    }

    private final class Reader {
        private final RoutingContext routing;
        /// Of pipelined requests, Vert.x calls back on the connection's context, not on the request's own.
        private final Context context = Vertx.currentContext();
        private final Buffer body = Buffer.buffer();
        private long received;
        private boolean over;

        Reader(RoutingContext routing) {
            this.routing = routing;
        }

        void start(HttpServerRequest request) {
            request.handler(this::chunk);
            request.endHandler(_ -> onContext(this::end));
            request.exceptionHandler(_ -> onContext(this::broken));
            request.resume();
        }

        private void chunk(Buffer chunk) {
            received += chunk.length();
            if (received <= limit) {
                body.appendBuffer(chunk);
            } else if (received > MAX_SWALLOWED && !over) {
                over = true;
                onContext(() -> problems.answerAndClose(routing, HttpProblems.bodyTooLarge(limit)));
            }
        }

        private void end() {
            if (over) {
                return;
            }
            over = true;
            if (received > limit) {
                problems.answer(routing, HttpProblems.bodyTooLarge(limit));
            } else {
                routing.put(KEY, body.getBytes());
                routing.next();
            }
        }

        private void broken() {
            if (!over) {
                over = true;
                problems.answerAndClose(routing, HttpProblems.of(400));
            }
        }

        private void onContext(Runnable step) {
            if (Vertx.currentContext() == context) {
                step.run();
            } else {
                context.runOnContext(_ -> step.run());
            }
        }
    }
}
