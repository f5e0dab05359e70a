package io.openclaw.bridge.queue;

import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonSender;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/// Puts copies of messages that are no notifications, each with the reason, where people find them. Confined to the door's
/// context.
final class DeadLetters implements BrokerLine.User {
    private final String address;
    private final BrokerLine line;
    private final QueueLog log;
    private @Nullable ProtonConnection connection;
    private @Nullable ProtonSender sender;

    DeadLetters(String address, BrokerLine line, QueueLog log) {
        this.address = address;
        this.line = line;
        this.log = log;
    }

    @Override
    public void connected(ProtonConnection made) {
        ProtonSender link = Links.sender(made, address, Links.QUEUE);
        Links.open(link, line, made, address, () -> {});
        connection = made;
        sender = link;
    }

    @Override
    public void lost() {
        connection = null;
        sender = null;
    }

    /// Waits for credit, as long as it takes: who hands in is bounded.
    ///
    /// @param safe runs once the broker has it; never where the connection is lost before
    void take(Message message, MessageProblem problem, Runnable safe) {
        ProtonSender to = sender;
        ProtonConnection on = connection;
        if (to == null || on == null) {
            return;
        }
        to.send(copy(message, problem), delivery -> {
            if (delivery.getRemoteState() instanceof Accepted) {
                log.deadLetter(address);
                safe.run();
            } else {
                // Its original goes back with the connection.
                log.deadLettersRefused(address, " (" + delivery.getRemoteState() + ")");
                line.giveUp(on, "the broker takes no dead letters at " + address);
            }
        });
    }

    private static Message copy(Message message, MessageProblem problem) {
        Message copy = Proton.message();
        copy.setDurable(true);
        copy.setProperties(message.getProperties());
        copy.setBody(message.getBody());
        Map<String, Object> properties = new HashMap<>();
        if (message.getApplicationProperties() != null
                && message.getApplicationProperties().getValue() != null) {
            properties.putAll(message.getApplicationProperties().getValue());
        }
        properties.putAll(problem.properties());
        copy.setApplicationProperties(new ApplicationProperties(properties));
        return copy;
    }
}
