package io.openclaw.bridge.production;

import static io.openclaw.bridge.telemetry.RecordedSpans.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.RetryMode;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.telemetry.LogRecords;
import io.openclaw.bridge.telemetry.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A call of the gateway is a span that the gateway goes on with, and a call that fails is a line in the log.
class TracesTest {
    private final BridgeWorld world = new BridgeWorld();
    private final RecordedSpans recorded = new RecordedSpans();

    @BeforeEach
    void tell() {
        world.bridge.tells(recorded.newProcess());
        world.connect();
    }

    @AfterEach
    void close() {
        recorded.close();
        world.close();
    }

    @Test
    void theGatewayGoesOnWithTheCallsSpan() {
        world.send(BridgeWorld.direct().traceparent(CALLER));

        SpanData call = recorded.ended().getFirst();
        assertThat(call.getName()).isEqualTo("gateway send");
        assertThat(call.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(call.getParentSpanId()).isEqualTo(CALLER.substring(36, 52));
        assertThat(RecordedSpans.text(call, "rpc.method")).isEqualTo("send");
        assertThat(RecordedSpans.text(call, "openclaw.gateway.boot_id")).isEqualTo(world.gateway.bootId());
        assertThat(world.only("send").traceparent()).isEqualTo(RecordedSpans.traceparent(call));
        assertThat(recorded.ended().toString()).doesNotContain("hello").doesNotContain("12345");
    }

    @Test
    void aRefusalIsTheSpansErrorAndALineWithoutTheChat() {
        try (LogRecords log = new LogRecords(Level.INFO)) {
            world.inject(new Fault.PlatformMood("TG403"));
            world.outcome(OutboundMessage.to(BridgeWorld.DM, "hello").retry(RetryMode.IN_CALL));

            assertThat(RecordedSpans.text(recorded.ended().getFirst(), "error.type"))
                    .isEqualTo("platform_refused");
            assertThat(log.entries()).singleElement().satisfies(entry -> {
                assertThat(entry.text())
                        .contains("its caller was told")
                        .doesNotContain("12345")
                        .doesNotContain("hello");
                assertThat(entry.fields())
                        .containsEntry("error_type", "PLATFORM_REFUSED")
                        .containsEntry("max_retries", "3")
                        .containsEntry("attempt", "1")
                        .containsKeys("session_key", "latency_ms", "error_message", "traceId", "spanId");
            });
        }
    }
}
