package io.openclaw.bridge.production;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Route;

/// What is refused before it is sent, because no gateway would deliver it.
final class MessageCheck {
    private MessageCheck() {}

    /// @throws io.openclaw.bridge.MessageRejectedException naming the remedy
    static void check(OutboundMessage message, Route route) {
        if (message.text().isBlank()) {
            throw refuse("message is blank: say something");
        }
        if (route.delivery() == DeliveryStyle.DIRECT && TextGuard.isSilentToken(message.text())) {
            throw refuse(
                    "message is exactly NO_REPLY, which a gateway takes for silence and never delivers: add a word");
        }
        String key = message.idempotencyKey();
        if (key != null && key.isBlank()) {
            throw refuse("idempotencyKey is blank: leave it out or give the message's own key");
        }
    }

    private static BridgeException refuse(String sentence) {
        return BridgeException.of(
                new Outcome.Refused(Outcome.Refused.Reason.INVALID_REQUEST, "INVALID_MESSAGE", sentence));
    }
}
