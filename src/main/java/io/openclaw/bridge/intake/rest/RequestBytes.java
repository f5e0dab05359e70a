package io.openclaw.bridge.intake.rest;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Reads the bodies of requests on the event loop, up to the limit.
///
/// Not left to Quarkus REST: past its buffer it reads with a blocking thread, and a body over the
/// limit gets a bare 413 and a closed socket, which most clients report as "connection reset". Here
/// a body that is too large, but not absurdly so, is swallowed to its end, so that the caller gets
/// to
/// read why. Not read before Quarkus REST either: it pauses the request, which an HTTP/2 request
/// that
/// was read to its end does not survive.
@ApplicationScoped
public class RequestBytes {
    /// Before the routes, and before Quarkus' own limit (order -2).
    private static final int PRIORITY = 100;

    /// How much of a body that is too large is worth swallowing for the sake of a readable answer.
    private static final long MAX_SWALLOWED = 16L << 20;

    private static final int SHARE_OF_HEAP = 8;

    private final long limit;
    private final long mostHeld;
    private final AtomicLong held = new AtomicLong();
    private final RouterProblems problems;

    RequestBytes(RestConfig config, RouterProblems problems) {
        this.limit = config.maxBody().asLongValue();
        this.mostHeld = config.maxHeldBodies()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext routing) {
        String expect = routing.request().getHeader(HttpHeaders.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            problems.answer(routing, HttpProblems.of(417));
        } else if (announced(routing.request()) > MAX_SWALLOWED) {
            problems.answerAndClose(routing, HttpProblems.bodyTooLarge(limit));
        } else {
            routing.next();
        }
    }

    /// The body of a request that must send JSON; empty where it sent nothing.
    ///
    /// A body without a type is refused: pages of other origins can post one to a loopback address
    /// without asking (CORS), but none of type application/json.
    ///
    /// @return fails with [ProblemException]: 415 for any other type and for an encoded body, 413
    ///     for
    ///     one that is too large, 400 for one that breaks off
    public Uni<byte[]> json(RoutingContext routing) {
        return json(routing, limit);
    }

    /// As [#json(RoutingContext)] for a request that may also send nothing, and then needs no type.
    public Uni<byte[]> optionalJson(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        boolean nothing = !request.headers().contains(HttpHeaders.CONTENT_TYPE)
                && announced(request) == 0
                && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return nothing ? Uni.createFrom().item(new byte[0]) : json(routing);
    }

    /// @param most bytes that this call takes
    Uni<byte[]> json(RoutingContext routing, long most) {
        HttpServerRequest request = routing.request();
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        boolean json = type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
        if (!json || request.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            return failure(HttpProblems.of(415));
        }
        if (request.isEnded()) {
            return Uni.createFrom().item(new byte[0]);
        }
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            if (announced(request) > most) {
                // The body will not come, and only the end of the connection tells that from one that does.
                routing.addEndHandler(_ -> request.connection().close());
                return failure(HttpProblems.bodyTooLarge(most));
            }
            request.response().writeContinue();
        }
        return Uni.createFrom().emitter(emitter -> new Reader(routing, emitter, most).start());
    }

    /// 0 where only the end will tell.
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            // HTTP/1's decoder does not let it through; whoever does means trouble.
            return Long.MAX_VALUE;
        }
    }

    private static Uni<byte[]> failure(Problem problem) {
        return Uni.createFrom().failure(new ProblemException(problem));
    }

    private final class Reader {
        private final RoutingContext routing;
        private final UniEmitter<? super byte[]> result;

        /// Of pipelined requests, Vert.x calls back on the connection's context, not on the
        /// request's own.
        private final @Nullable Context context = Vertx.currentContext();

        private final long most;
        private Buffer body = Buffer.buffer();
        private boolean shed;
        private long received;
        private long mine;

        Reader(RoutingContext routing, UniEmitter<? super byte[]> result, long most) {
            this.most = most;
            this.routing = routing;
            this.result = result;
        }

        void start() {
            HttpServerRequest request = routing.request();
            // Without this, Quarkus' request resumes by itself at the first handler, and the end of a
            // body that is already there passes before its handler stands.
            request.pause();
            routing.addEndHandler(_ -> release());
            request.handler(this::chunk);
            request.endHandler(_ -> onContext(this::end));
            request.exceptionHandler(_ -> broken());
            request.resume();
        }

        private void chunk(Buffer chunk) {
            received += chunk.length();
            if (received <= most && !shed) {
                hold(chunk);
            } else if (received > MAX_SWALLOWED) {
                routing.addEndHandler(_ -> routing.request().connection().close());
                onContext(() -> result.fail(new ProblemException(HttpProblems.bodyTooLarge(most))));
            }
        }

        /// Counted as they come: who only announces much takes nothing from others.
        private void hold(Buffer chunk) {
            mine += chunk.length();
            if (held.addAndGet(chunk.length()) > mostHeld) {
                shed = true;
                release();
            } else {
                body.appendBuffer(chunk);
            }
        }

        /// Not before the answer: until then its values are in memory.
        private void release() {
            held.addAndGet(-mine);
            mine = 0;
            body = Buffer.buffer();
        }

        private void end() {
            if (shed) {
                result.fail(new ProblemException(AccessProblems.overloaded()));
            } else if (received > most) {
                result.fail(new ProblemException(HttpProblems.bodyTooLarge(most)));
            } else {
                result.complete(body.getBytes());
            }
        }

        /// The client went away, or its chunks are none. Vert.x closes the connection as soon as
        /// this
        /// returns: the answer must be written now, by hand, and nobody waits for the result any
        /// more.
        private void broken() {
            if (!routing.response().closed() && !routing.response().ended()) {
                problems.answerAndClose(routing, HttpProblems.of(400));
            }
        }

        private void onContext(Runnable step) {
            if (context == null || Vertx.currentContext() == context) {
                step.run();
            } else {
                context.runOnContext(_ -> step.run());
            }
        }
    }
}
