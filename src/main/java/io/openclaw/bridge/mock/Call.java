package io.openclaw.bridge.mock;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Receipt.Status;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One caller waiting for one message. Touched under the [Stage]'s lock only.
final class Call {
    private final OutboundMessage message;
    private final String key;
    private final UniEmitter<? super Receipt> caller;
    private final Stage stage;

    Call(OutboundMessage message, String key, UniEmitter<? super Receipt> caller, Stage stage) {
        this.message = message;
        this.key = key;
        this.caller = caller;
        this.stage = stage;
    }

    OutboundMessage message() {
        return message;
    }

    String key() {
        return key;
    }

    /// The first end counts (the emitter sees to that): an answer after the connection was lost reaches nobody.
    void end(Outcome outcome) {
        switch (outcome) {
            case Outcome.Delivered _, Outcome.Accepted _ -> {
                Receipt receipt = receipt(outcome, stage.now());
                stage.afterwards(() -> caller.complete(receipt));
            }
            case Outcome.Refused _,
                    Outcome.LateRetry _,
                    Outcome.Unknown _,
                    Outcome.Busy _,
                    Outcome.Paused _,
                    Outcome.Retry _,
                    Outcome.NotSent _ -> fail(BridgeException.of(outcome));
        }
    }

    void fail(BridgeException exception) {
        stage.afterwards(() -> caller.fail(exception));
    }

    Receipt receipt(Outcome outcome, Instant at) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> receipt(Status.SENT, delivered.messageId(), delivered.reply(), 1, at);
            case Outcome.Accepted _ -> receipt(Status.QUEUED, null, null, 1, at);
            case Outcome.Refused refused ->
                receipt(
                        Status.FAILED,
                        refused.messageIds().isEmpty()
                                ? null
                                : refused.messageIds().getLast(),
                        refused.reply(),
                        1,
                        at);
            case Outcome.NotSent _ -> receipt(Status.FAILED, null, null, 0, at);
            case Outcome.LateRetry _, Outcome.Unknown _, Outcome.Busy _, Outcome.Paused _, Outcome.Retry _ ->
                receipt(Status.FAILED, null, null, 1, at);
        };
    }

    private Receipt receipt(
            Status status, @Nullable String messageId, @Nullable String reply, int attempts, Instant at) {
        return new Receipt(
                status,
                messageId,
                at,
                message.sessionKey(),
                message.metadata(),
                key,
                MockOpenClawBridge.GATEWAY,
                attempts,
                reply);
    }
}
