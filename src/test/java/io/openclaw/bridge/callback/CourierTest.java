package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.openclaw.bridge.notification.Outlet.Event;
import io.openclaw.bridge.telemetry.RecordedSpans;
import io.openclaw.bridge.telemetry.Spans;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CourierTest implements Post {
    private static final Instant NOW = Instant.now();
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final List<List<InetAddress>> connections = new ArrayList<>();
    private final Deque<List<InetAddress>> resolutions = new ArrayDeque<>();
    private final List<Answer> answers = new ArrayList<>();
    private Map<String, String> headers = Map.of();
    private String body = "";
    private int resolved;

    private final Courier courier = new Courier(
            CallbackTargetsTest.allowing(),
            host -> {
                resolved++;
                return resolutions.isEmpty()
                        ? Uni.createFrom().failure(new UnknownHostException(host))
                        : Uni.createFrom().item(resolutions.poll());
            },
            CallbackTargetsTest.KEYS,
            this,
            InstantSource.fixed(NOW),
            Duration.ofSeconds(5),
            Spans.OFF);

    private static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals)
                .map(literal -> AddressBlock.literal(literal).orElseThrow())
                .toList();
    }

    private static Event event(String url) {
        return new Event(1, "callback", "id:7", "dead", url, "{\"id\":\"ä\"}", TRACE, NOW, 0, NOW);
    }

    @Override
    public void send(
            Target target,
            List<InetAddress> to,
            Map<String, String> withHeaders,
            String withBody,
            Consumer<Answer> then) {
        connections.add(to);
        headers = withHeaders;
        body = withBody;
        then.accept(new Answer.Status(200, null));
    }

    @Override
    public void close() {}

    @Test
    void nameThatChangesItsMindGainsNothing() {
        resolutions.add(addresses("8.8.8.8"));
        resolutions.add(addresses("127.0.0.1"));
        courier.deliver(event("https://rebind.example/"), answers::add);
        courier.deliver(event("https://rebind.example/"), answers::add);
        assertThat(resolved).as("asked once for each try").isEqualTo(2);
        assertThat(connections).containsExactly(addresses("8.8.8.8"));
        assertThat(answers.getLast()).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void connectsToTheAddressesThatWereLookedAt() {
        resolutions.add(addresses("8.8.8.8", "2606:4700::1111"));
        courier.deliver(event("https://hooks.example.com/"), answers::add);
        assertThat(connections).containsExactly(addresses("8.8.8.8", "2606:4700::1111"));
    }

    @Test
    void oneForbiddenAddressAmongManyIsEnough() {
        resolutions.add(addresses("8.8.8.8", "169.254.169.254"));
        courier.deliver(event("https://hooks.example.com/"), answers::add);
        assertThat(connections).isEmpty();
        assertThat(answers).singleElement().isInstanceOf(Answer.Refused.class);
    }

    @Test
    void literalAsksNoDns() {
        courier.deliver(event("https://8.8.8.8/"), answers::add);
        assertThat(resolved).isZero();
        assertThat(connections).containsExactly(addresses("8.8.8.8"));
    }

    @Test
    void unknownNameIsAFailureToRepeat() {
        courier.deliver(event("https://nowhere.example/"), answers::add);
        assertThat(answers).singleElement().isInstanceOf(Answer.Failed.class);
    }

    @Test
    void theReceiverGoesOnWithTheTrace() {
        courier.deliver(event("https://8.8.8.8/"), answers::add);
        assertThat(headers).containsEntry("traceparent", TRACE);
    }

    @Test
    void aTracedPostIsASpanOfTheNotificationsTrace() {
        try (RecordedSpans recorded = new RecordedSpans()) {
            Courier traced = new Courier(
                    CallbackTargetsTest.allowing(),
                    _ -> Uni.createFrom().item(addresses("8.8.8.8")),
                    CallbackTargetsTest.KEYS,
                    this,
                    InstantSource.fixed(NOW),
                    Duration.ofSeconds(5),
                    recorded.newProcess().spans());
            traced.deliver(event("https://hooks.example.com/zq-SECRET-4711"), answers::add);
            SpanData post = recorded.ended().getFirst();
            assertThat(post.getTraceId()).isEqualTo(TRACE.substring(3, 35));
            assertThat(headers).containsEntry("traceparent", RecordedSpans.traceparent(post));
            assertThat(post.toString()).doesNotContain("zq-SECRET");
        }
    }

    @Test
    void signedAsStandardWebhooksHasIt() throws Exception {
        resolutions.add(addresses("8.8.8.8"));
        courier.deliver(event("https://hooks.example.com/"), answers::add);
        assertThat(headers)
                .containsEntry("webhook-id", "id:7")
                .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
                .containsEntry("content-type", "application/json");
        new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .verify(
                        body,
                        headers.entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue()))));
    }
}
