package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.standardwebhooks.Webhook;
import io.openclaw.bridge.gateway.TestCertificates;
import io.openclaw.bridge.telemetry.Spans;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Callbacks over real sockets: loopback is allowed here, and names lead to it by a resolver of the test's own.
class HttpPostTest {
    private static final List<InetAddress> LOOPBACK =
            List.of(AddressBlock.literal("127.0.0.1").orElseThrow());
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    private @Nullable Post post;

    private record Received(Map<String, String> headers, String path, String body) {}

    @AfterEach
    void close() {
        if (post != null) {
            post.close();
        }
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private int serve(HttpServerOptions options, Consumer<HttpServerRequest> answer) {
        return serve(options, "127.0.0.1", answer);
    }

    private int serve(HttpServerOptions options, String address, Consumer<HttpServerRequest> answer) {
        return vertx.createHttpServer(options)
                .requestHandler(request -> request.body().onSuccess(body -> {
                    Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                    request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
                    received.add(new Received(headers, request.uri(), body.toString()));
                    answer.accept(request);
                }))
                .listen(0, address)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join()
                .actualPort();
    }

    private int serve(Consumer<HttpServerRequest> answer) {
        return serve(new HttpServerOptions(), answer);
    }

    private static CallbackSettings settings(Duration timeout, @Nullable Path ca) {
        return new CallbackSettings(
                SigningKeys.parse(SECRET),
                AllowList.parse(List.of("127.0.0.1")),
                Duration.ofSeconds(2),
                timeout,
                Duration.ofHours(24),
                32,
                4,
                ca);
    }

    private Answer send(CallbackSettings settings, String url) throws Exception {
        return send(settings, Target.of(URI.create(url)), LOOPBACK);
    }

    private Answer send(CallbackSettings settings, Target target, List<InetAddress> addresses) throws Exception {
        post = new HttpPost(vertx, vertx.getOrCreateContext(), settings);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        post.send(target, addresses, Map.of("webhook-id", "a:1"), "{}", answer::complete);
        return answer.get(20, TimeUnit.SECONDS);
    }

    private Answer send(String url) throws Exception {
        return send(settings(Duration.ofSeconds(10), null), url);
    }

    @Test
    void goesToTheGivenAddressWithTheNameInTheHostHeader() throws Exception {
        int port = serve(request -> request.response().setStatusCode(204).end());
        assertThat(send("http://hooks.invalid:" + port + "/a/b?c=d#e")).isEqualTo(new Answer.Status(204, null));
        Received request = received.poll(1, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.path()).isEqualTo("/a/b?c=d");
        assertThat(request.headers())
                .containsEntry("host", "hooks.invalid:" + port)
                .containsEntry("webhook-id", "a:1");
    }

    @Test
    void redirectIsNotFollowed() throws Exception {
        int elsewhere = serve(request -> request.response().end());
        int port = serve(request -> request.response()
                .setStatusCode(307)
                .putHeader("Location", "http://127.0.0.1:" + elsewhere + "/stolen")
                .end());
        assertThat(send("http://hooks.invalid:" + port + "/")).isEqualTo(new Answer.Status(307, null));
        assertThat(received).hasSize(1);
    }

    @Test
    void retryAfterIsHandedOn() throws Exception {
        int port = serve(request -> request.response()
                .setStatusCode(429)
                .putHeader("Retry-After", "9")
                .end());
        assertThat(send("http://hooks.invalid:" + port + "/")).isEqualTo(new Answer.Status(429, "9"));
    }

    @Test
    void endlessAnswerIsCutAndItsStatusCounts() throws Exception {
        int port = serve(request -> {
            request.response().setChunked(true).write(Buffer.buffer("x".repeat(HttpPost.MOST_READ + 1)));
        });
        assertThat(send("http://hooks.invalid:" + port + "/")).isEqualTo(new Answer.Status(200, null));
    }

    @Test
    void silenceEndsAtTheTimeout() throws Exception {
        int port = serve(request -> {});
        assertThat(send(settings(Duration.ofMillis(300), null), "http://hooks.invalid:" + port + "/"))
                .isEqualTo(new Answer.Failed("no answer within 300 ms"));
    }

    @Test
    void nobodyThereIsAFailure() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        assertThat(send("http://hooks.invalid:" + port + "/")).isEqualTo(new Answer.Failed("cannot connect"));
    }

    @Test
    void certificateMustBeForTheNameWhateverTheAddress() throws Exception {
        TestCertificates certificates = TestCertificates.forHost(folder, "hooks.invalid");
        HttpServerOptions tls = new HttpServerOptions()
                .setSsl(true)
                .setSni(false)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(certificates.certificate().toString())
                        .setKeyPath(certificates.key().toString()));
        int port = serve(tls, request -> request.response().end());
        CallbackSettings trusting = settings(Duration.ofSeconds(10), certificates.authority());
        assertThat(send(trusting, "https://hooks.invalid:" + port + "/")).isEqualTo(new Answer.Status(200, null));
        assertThat(send(trusting, "https://other.invalid:" + port + "/")).isInstanceOf(Answer.Failed.class);
        assertThat(send("https://hooks.invalid:" + port + "/")).isInstanceOf(Answer.Failed.class);
        assertThat(received).hasSize(1);
    }

    @Test
    void literalOfIpv6IsReachedByTlsToo() throws Exception {
        assumeTrue(hasIpv6(), "this machine has no IPv6 loopback");
        TestCertificates certificates = TestCertificates.forHost(folder, "::1");
        HttpServerOptions tls = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(certificates.certificate().toString())
                        .setKeyPath(certificates.key().toString()));
        int port = serve(tls, "::1", request -> request.response().end());
        CallbackSettings trusting = settings(Duration.ofSeconds(10), certificates.authority());
        Target target = Target.of(URI.create("https://[::1]:" + port + "/hook"));
        assertThat(send(trusting, target, List.of(Objects.requireNonNull(target.literal()))))
                .isEqualTo(new Answer.Status(200, null));
        Received request = received.poll(1, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.headers()).containsEntry("host", "[::1]:" + port);
    }

    private static boolean hasIpv6() {
        try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void namesAreLookedUpOnThreadsOfTheirOwn() {
        Resolver.OfMachine names = new Resolver.OfMachine(vertx);
        assertThat(names.resolve("localhost").await().atMost(PATIENCE))
                .isNotEmpty()
                .allSatisfy(address -> assertThat(address.isLoopbackAddress()).isTrue());
        assertThatThrownBy(() -> names.resolve("nobody.invalid").await().atMost(PATIENCE))
                .hasRootCauseInstanceOf(UnknownHostException.class);
        names.close();
        assertThatThrownBy(() -> names.resolve("localhost").await().atMost(PATIENCE))
                .isNotNull();
    }

    @Test
    void wholeWayFromTheCommitToTheReceiverAndNothingSecretInTheLog() throws Exception {
        int port = serve(request -> request.response()
                .setStatusCode(
                        request.uri().startsWith("/gone") ? 410 : request.uri().startsWith("/down") ? 500 : 200)
                .end("zq-SECRET-4711"));
        Letters letters = new Letters();
        CallbackOutlet outlet = new CallbackOutlet();
        try (LogLines log = new LogLines()) {
            CallbackSender sender = Callbacks.sender(
                    vertx,
                    settings(Duration.ofSeconds(10), null),
                    outlet,
                    letters,
                    host -> Uni.createFrom().item(LOOPBACK),
                    Spans.OFF);
            sender.start();
            String base = "http://127.0.0.1:" + port;
            String body = "{\"message\":\"zq-SECRET-4711\"}";
            letters.put("a:1", base + "/ok/zq-SECRET-4711?t=zq-SECRET-4711", body, Instant.now());
            letters.put("a:2", base + "/gone/zq-SECRET-4711", body, Instant.now());
            letters.put("a:3", base + "/down/zq-SECRET-4711", body, Instant.now());
            letters.put("a:4", "http://rebind.invalid/zq-SECRET-4711", body, Instant.now());
            letters.put("a:5", "http://10.0.0.1/zq-SECRET-4711", body, Instant.now());
            letters.put("a:6", "http:// zq-SECRET-4711/", body, Instant.now().minus(Duration.ofDays(3)));
            outlet.committed();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> letters.all().size() == 3
                            && letters.all().stream().allMatch(event -> event.attempts() > 0));
            sender.stop(PATIENCE).await().atMost(PATIENCE);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("CallbackSender"))
                    .isNotEmpty();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("SECRET") || line.contains(SECRET.substring(6)))
                    .isEmpty();
        }
        assertThat(received).hasSize(3);
        Received ok = received.stream()
                .filter(request -> request.path().startsWith("/ok"))
                .findFirst()
                .orElseThrow();
        new Webhook(SECRET)
                .verify(
                        ok.body(),
                        Map.of(
                                "webhook-id", List.of(ok.headers().getOrDefault("webhook-id", "")),
                                "webhook-timestamp", List.of(ok.headers().getOrDefault("webhook-timestamp", "")),
                                "webhook-signature", List.of(ok.headers().getOrDefault("webhook-signature", ""))));
    }
}
