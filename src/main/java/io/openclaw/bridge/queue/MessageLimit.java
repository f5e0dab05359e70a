package io.openclaw.bridge.queue;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;

/// What the embedded broker refuses because of its size: consumers hold each message whole, and nothing that size is a
/// notification. The publisher is told so. What is smaller and still too long gets among the dead letters, with the reason.
///
/// @param bytes of a message with all its properties
record MessageLimit(long bytes) implements ActiveMQServerMessagePlugin {
    @Override
    public void beforeSend(
            ServerSession session, Transaction transaction, Message message, boolean direct, boolean noAutoCreateQueue)
            throws ActiveMQException {
        if (message.getWholeMessageSize() > bytes) {
            throw new ActiveMQException(
                    "a message of " + message.getWholeMessageSize() + " bytes; at most " + bytes + " are taken",
                    ActiveMQExceptionType.ILLEGAL_STATE);
        }
    }
}
