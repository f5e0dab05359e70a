package io.openclaw.bridge.queue;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.message.JmsMessage;
import org.apache.qpid.jms.provider.amqp.message.AmqpJmsMessageFacade;
import org.jspecify.annotations.Nullable;

/// A stock client: Qpid JMS. Everything that it publishes is durable, and on disk when the call returns.
public final class JmsClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final JMSContext context;

    public JmsClient(int port) {
        this(port, null, null);
    }

    public JmsClient(int port, @Nullable String user, @Nullable String password) {
        JmsConnectionFactory factory = new JmsConnectionFactory("amqp://127.0.0.1:" + port);
        context = user == null ? factory.createContext() : factory.createContext(user, password);
    }

    public void publish(String body) {
        publish(body, Map.of());
    }

    /// @param properties application properties
    public void publish(String body, Map<String, String> properties) {
        producer(properties).send(context.createQueue(Samples.NOTIFICATIONS), body);
    }

    /// As bytes, under no message id.
    public void publishUnnamed(byte[] body) {
        producer(Map.of()).setDisableMessageID(true).send(context.createQueue(Samples.NOTIFICATIONS), body);
    }

    /// With a message annotation, which JMS has no words for.
    public void publishAnnotated(String body, String annotation, String value) throws JMSException {
        TextMessage message = context.createTextMessage(body);
        ((AmqpJmsMessageFacade) ((JmsMessage) message).getFacade()).setTracingAnnotation(annotation, value);
        context.createProducer().send(context.createQueue(Samples.NOTIFICATIONS), message);
    }

    private JMSProducer producer(Map<String, String> properties) {
        JMSProducer producer = context.createProducer();
        properties.forEach(producer::setProperty);
        return producer;
    }

    /// The next message of a queue, taken off it.
    public Message take(String queue) {
        try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            return next(consumer);
        }
    }

    public JMSConsumer consume(String queue) {
        return context.createConsumer(context.createQueue(queue));
    }

    public JMSConsumer subscribe(String topic) {
        return context.createConsumer(context.createTopic(topic));
    }

    /// Hears also what is said while it is away, under the same name. One per client.
    public JMSConsumer subscribeDurably(String topic, String name) {
        context.setClientID(name);
        return context.createDurableConsumer(context.createTopic(topic), name);
    }

    public static Message next(JMSConsumer consumer) {
        Message message = consumer.receive(PATIENCE.toMillis());
        assertThat(message).as("a message").isNotNull();
        return message;
    }

    public static String text(Message message) throws JMSException {
        return message instanceof TextMessage text
                ? text.getText()
                : new String(message.getBody(byte[].class), StandardCharsets.UTF_8);
    }

    static boolean isBinary(Message message) {
        return message instanceof BytesMessage;
    }

    @Override
    public void close() {
        context.close();
    }
}
