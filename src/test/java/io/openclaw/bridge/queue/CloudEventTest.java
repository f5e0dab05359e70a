package io.openclaw.bridge.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Outlet;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloudEventTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static Message message(EventFormat format, @Nullable String traceparent) {
        Instant now = Instant.EPOCH;
        Outlet.Event event =
                new Outlet.Event(1, "queue", "id:2", "delivered", null, "{\"id\":\"id\"}", traceparent, now, 0, now);
        return CloudEvent.of(event, traceparent).message(format, true);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverHearsAnOutcomeGoesOnWithItsTrace(EventFormat format) {
        Message message = message(format, TRACE);
        assertThat(message.getApplicationProperties().getValue()).containsEntry("traceparent", TRACE);
        switch (format) {
            case STRUCTURED ->
                assertThat(json(message).getString("traceparent")).isEqualTo(TRACE);
            case BINARY ->
                assertThat(message.getApplicationProperties().getValue())
                        .containsEntry("cloudEvents_traceparent", TRACE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutATraceNothingIsSaidOfOne(EventFormat format) {
        Message message = message(format, null);
        switch (format) {
            case STRUCTURED -> {
                assertThat(message.getApplicationProperties()).isNull();
                assertThat(json(message).containsKey("traceparent")).isFalse();
            }
            case BINARY ->
                assertThat(message.getApplicationProperties().getValue())
                        .doesNotContainKeys("traceparent", "cloudEvents_traceparent");
        }
    }

    private static JsonObject json(Message message) {
        return new JsonObject(new String(((Data) message.getBody()).getValue().getArray(), StandardCharsets.UTF_8));
    }
}
