package io.openclaw.bridge.queue;

import static io.openclaw.bridge.telemetry.RecordedSpans.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.openclaw.bridge.telemetry.RecordedSpans;
import io.openclaw.bridge.telemetry.Spans;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.proton.ProtonDelivery;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;

class ReceivedTest {
    private final ProtonDelivery delivery = mock();

    private static Message message() {
        Message message = Proton.message();
        message.setApplicationProperties(new ApplicationProperties(Map.of("traceparent", CALLER)));
        return message;
    }

    @Test
    void whatIsTakenFromTheQueueIsASpanOfItsSendersTraceAndTheRowGoesOnWithIt() {
        try (RecordedSpans recorded = new RecordedSpans()) {
            Received received =
                    Received.begun(delivery, message(), recorded.newProcess().spans());
            String handedOn = received.traceparent();
            received.span().end(null);

            SpanData span = recorded.ended().getFirst();
            assertThat(span.getTraceId()).isEqualTo(CALLER.substring(3, 35));
            assertThat(span.getParentSpanId()).isEqualTo(CALLER.substring(36, 52));
            assertThat(handedOn).isEqualTo(RecordedSpans.traceparent(span));
        }
    }

    @Test
    void whereNothingIsTracedTheSendersTraceIsHandedOn() {
        assertThat(Received.begun(delivery, message(), Spans.OFF).traceparent()).isEqualTo(CALLER);
    }
}
