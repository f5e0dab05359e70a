package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.TextFormat;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.GatewayClient;
import io.smallrye.mutiny.Uni;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One try of a direct message: the text goes to the chat, no model sees it (RPC `send`, contract 3.1).
final class DirectSend {
    private final GatewayClient client;

    DirectSend(GatewayClient client) {
        this.client = client;
    }

    Uni<Outcome> once(Delivery delivery) {
        String text = guarded(delivery);
        Quotation quotation = new Quotation(delivery.message.text(), text);
        Call call = Call.of("send", params(delivery, text))
                .within(delivery.left(Call.TIMEOUT))
                .using(Call.Share.WHOLE)
                .tracedBy(delivery.traceparent())
                .permittedBy(delivery.message.permit());
        return client.call(call).map(result -> {
            delivery.noteDeparture(result);
            return Answers.ofSend(result, quotation);
        });
    }

    private static String guarded(Delivery delivery) {
        String channel = Objects.requireNonNull(delivery.route.channel());
        String text = delivery.message.text();
        return delivery.message.format() == TextFormat.PLAIN
                ? TextGuard.plain(channel, text)
                : TextGuard.markdown(channel, text);
    }

    private static ObjectNode params(Delivery delivery, String text) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("channel", delivery.route.channel());
        params.put("to", delivery.route.target());
        params.put("message", text);
        // Always explicit: without it the text would land in, and re-route, the agent's main session
        // (contract 3.1).
        params.put("sessionKey", delivery.route.sessionKey());
        params.put("idempotencyKey", delivery.key);
        put(params, "threadId", delivery.route.threadId());
        put(params, "accountId", delivery.route.accountId());
        put(params, "replyToId", delivery.message.replyToId());
        if (delivery.message.silent()) {
            params.put("silent", true);
        }
        return params;
    }

    static void put(ObjectNode params, String name, @Nullable String value) {
        if (value != null) {
            params.put(name, value);
        }
    }
}
