package io.openclaw.bridge.callback;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// [Post] over HTTP/1.1 with Vert.x: no redirects, no proxy, TLS for the host's name whatever the address. Answers count
/// by their status; of their bodies no more is read than lets the connection be used again.
final class HttpPost implements Post {
    /// Of an answer's body.
    static final int MOST_READ = 4_096;

    private static final int MOST_ADDRESSES = 3;

    /// Shorter than what servers usually keep, so that we rarely write on a connection that is just being closed.
    private static final int KEEP_ALIVE_S = 4;

    private final Vertx vertx;
    private final Context context;
    private final HttpClient client;
    private final int connectMillis;
    private final long wholeMillis;

    HttpPost(Vertx vertx, Context context, CallbackSettings settings) {
        this.vertx = vertx;
        this.context = context;
        this.connectMillis = (int) settings.connectTimeout().toMillis();
        this.wholeMillis = settings.timeout().toMillis();
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(connectMillis)
                .setSslHandshakeTimeout(wholeMillis)
                .setSslHandshakeTimeoutUnit(java.util.concurrent.TimeUnit.MILLISECONDS)
                .setVerifyHost(true)
                .setKeepAliveTimeout(KEEP_ALIVE_S)
                .setMaxRedirects(0)
                .setDecompressionSupported(false);
        if (settings.ca() != null) {
            options.setTrustOptions(
                    new PemTrustOptions().addCertPath(settings.ca().toString()));
        }
        options.setTracingPolicy(
                TracingPolicy.IGNORE); // a span of it would hold the URL, and with it the caller's secrets
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(settings.concurrencyPerHost()));
    }

    @Override
    public void send(
            Target target,
            List<InetAddress> addresses,
            Map<String, String> headers,
            String body,
            Consumer<Answer> then) {
        context.runOnContext(_ -> new Call(target, addresses, headers, body, then).start());
    }

    @Override
    public void close() {
        client.close();
    }

    /// Confined to the context.
    private final class Call {
        private final Target target;
        private final List<InetAddress> addresses;
        private final Map<String, String> headers;
        private final String body;
        private final Consumer<Answer> then;
        private boolean over;
        private long timer;
        private int read;
        private @Nullable HttpClientRequest request;
        private Answer.@Nullable Status status;

        Call(
                Target target,
                List<InetAddress> addresses,
                Map<String, String> headers,
                String body,
                Consumer<Answer> then) {
            this.target = target;
            this.addresses = addresses;
            this.headers = headers;
            this.body = body;
            this.then = then;
        }

        void start() {
            timer = vertx.setTimer(wholeMillis, _ -> cut("no answer within " + wholeMillis + " ms"));
            dial(0);
        }

        private void dial(int index) {
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setServer(SocketAddress.inetSocketAddress(
                            target.port(), addresses.get(index).getHostAddress()))
                    .setHost(target.hostInUrl())
                    .setPort(target.port())
                    .setSsl(target.tls())
                    .setURI(target.path())
                    .setFollowRedirects(false)
                    .setConnectTimeout(connectMillis);
            client.request(options).onComplete(connected -> dialled(index, connected));
        }

        private void dialled(int index, AsyncResult<HttpClientRequest> connected) {
            if (over) {
                if (connected.succeeded()) {
                    connected.result().reset();
                }
            } else if (connected.succeeded()) {
                write(connected.result());
            } else if (index + 1 < Math.min(addresses.size(), MOST_ADDRESSES)) {
                dial(index + 1);
            } else {
                end(new Answer.Failed(reason(connected.cause())));
            }
        }

        private void write(HttpClientRequest made) {
            request = made;
            headers.forEach(made::putHeader);
            made.send(Buffer.buffer(body)).onComplete(answered -> {
                if (over) {
                    return;
                }
                if (answered.succeeded()) {
                    read(answered.result());
                } else {
                    end(new Answer.Failed(reason(answered.cause())));
                }
            });
        }

        private void read(HttpClientResponse response) {
            Answer.Status head = new Answer.Status(response.statusCode(), response.getHeader("Retry-After"));
            status = head;
            response.exceptionHandler(_ -> end(head));
            response.endHandler(_ -> end(head));
            response.handler(part -> {
                read += part.length();
                if (read > MOST_READ) {
                    cut("");
                }
            });
        }

        /// No more time for it, or enough heard.
        private void cut(String why) {
            end(status == null ? new Answer.Failed(why) : status);
            if (request != null) {
                request.reset();
            }
        }

        private void end(Answer answer) {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                then.accept(answer);
            }
        }
    }

    /// Not the exception's own words, which may quote what the receiver sent.
    static String reason(Throwable failure) {
        return switch (failure) {
            case UnknownHostException _ -> "the host's name is not known";
            case SSLException _ -> "TLS failed: " + failure.getClass().getSimpleName();
            case ConnectException _ -> "cannot connect";
            default -> "connection failed: " + failure.getClass().getSimpleName();
        };
    }
}
