package io.openclaw.bridge.delivery;

import static io.openclaw.bridge.telemetry.RecordedSpans.CALLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.telemetry.LogRecords;
import io.openclaw.bridge.telemetry.RecordedSpans;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whoever looks can follow a notification: one trace over restarts, one line when something came of it.
class WitnessTest {
    private final DeliveryRig rig = new DeliveryRig();
    private final RecordedSpans recorded = new RecordedSpans();

    @AfterEach
    void close() {
        recorded.close();
    }

    @Test
    void theTraceThatARowCameWithGoesOnInTheNextProcess() {
        rig.telemetry = recorded.newProcess();
        rig.bridge.disconnect();
        rig.start();
        Notification row = rig.submit(Rows.to("telegram:direct:1").traceparent(CALLER));

        rig.telemetry = recorded.newProcess();
        rig.crash();
        rig.bridge.connect("boot-2");
        rig.advance(Duration.ofSeconds(5));

        assertThat(rig.word(row)).isEqualTo("delivered");
        SpanData attempt = recorded.ended().getFirst();
        assertThat(recorded.ended()).hasSize(1);
        assertThat(attempt.getName()).isEqualTo("attempt");
        assertThat(attempt.getTraceId()).isEqualTo(CALLER.substring(3, 35));
        assertThat(attempt.getParentSpanId()).isEqualTo(CALLER.substring(36, 52));
        assertThat(RecordedSpans.text(attempt, "openclaw.notification.id"))
                .isEqualTo(row.id().toString());
        assertThat(RecordedSpans.text(attempt, "openclaw.gateway")).isEqualTo("default");
        assertThat(RecordedSpans.text(attempt, "openclaw.gateway.boot_id")).isEqualTo("boot-2");
        assertThat(RecordedSpans.text(attempt, "openclaw.outcome")).isEqualTo("delivered");
        assertThat(rig.bridge.sent.getFirst().message.traceparent())
                .as("what the gateway goes on with")
                .isEqualTo(RecordedSpans.traceparent(attempt));
    }

    @Test
    void everyAttemptIsASpanOfTheSameTrace() {
        rig.telemetry = recorded.newProcess();
        rig.start();
        rig.bridge.script = _ -> rig.bridge.sent.size() < 2
                ? new Outcome.Retry(null, "UNAVAILABLE", "not now")
                : ScriptedBridge.DELIVERED;
        rig.submit(Rows.to("telegram:direct:1").traceparent(CALLER));
        rig.advance(Duration.ofSeconds(10));

        List<SpanData> attempts = recorded.ended();
        assertThat(attempts).extracting(SpanData::getTraceId).containsOnly(CALLER.substring(3, 35));
        assertThat(attempts)
                .extracting(span -> RecordedSpans.text(span, "openclaw.outcome"))
                .containsExactly("retry", "delivered");
        assertThat(attempts.getFirst().getStatus()).isEqualTo(StatusData.error());
    }

    @Test
    void whereNothingIsTracedTheCallersTraceIsHandedOnAsItIs() {
        rig.start();
        rig.submit(Rows.to("telegram:direct:1").traceparent(CALLER));
        assertThat(rig.bridge.sent.getFirst().message.traceparent()).isEqualTo(CALLER);
    }

    @Test
    void anEndIsALineWithItsFieldsAndWithoutTheSession() {
        try (LogRecords log = new LogRecords(Level.FINE)) {
            rig.start();
            rig.bridge.script = message -> message.text().equals("bad")
                    ? new Outcome.Refused(
                            Outcome.Refused.Reason.PLATFORM_REFUSED, "OUTBOUND", "chat 4915112345678 not found")
                    : ScriptedBridge.DELIVERED;
            Notification good = rig.submit(Rows.to("whatsapp:direct:4915112345678"));
            rig.submit(Rows.to("whatsapp:direct:4915112345678").text("bad"));

            assertThat(log.entries()).hasSize(2);
            LogRecords.Entry sent = log.entries().getFirst();
            assertThat(sent.level()).isIn("DEBUG", "FINE");
            assertThat(sent.fields())
                    .containsEntry("notification_id", good.id().toString())
                    .containsEntry("message_id", "m")
                    .containsEntry("session_key", "428c60590a5e")
                    .containsEntry("attempt", "1")
                    .containsKey("latency_ms");
            LogRecords.Entry failed = log.entries().getLast();
            assertThat(failed.level()).isIn("WARN", "WARNING");
            assertThat(failed.fields())
                    .containsEntry("error_type", "PLATFORM_REFUSED")
                    .containsEntry("error_message", "chat … not found (OUTBOUND)");
            assertThat(log.entries().toString()).doesNotContain("4915112345678");
        }
    }

    @Test
    void whatNeverLeftIsNoLineAndWhatIsRepeatedSaysWhen() {
        try (LogRecords log = new LogRecords(Level.INFO)) {
            rig.start();
            rig.bridge.script = _ -> switch (rig.bridge.sent.size()) {
                case 1 -> new Outcome.Busy(Duration.ofSeconds(1), "busy");
                case 2 -> new Outcome.Retry(null, "UNAVAILABLE", "not now");
                default -> ScriptedBridge.DELIVERED;
            };
            rig.submit(Rows.to("telegram:direct:1"));
            rig.advance(Duration.ofSeconds(30));

            assertThat(log.entries()).singleElement().satisfies(entry -> {
                assertThat(entry.level()).isEqualTo("INFO");
                assertThat(entry.text()).contains("it is sent again");
                assertThat(entry.fields())
                        .containsEntry("error_type", "UNAVAILABLE")
                        .containsKey("next_attempt_at");
            });
        }
    }
}
