package io.openclaw.bridge.queue;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/// Writes on each notification which key published it, over whatever its publisher wrote there.
final class PublisherStamp implements ActiveMQServerMessagePlugin {
    /// Message annotation: `key:` and a key's id; empty for the configured user.
    static final String ANNOTATION = "x-opt-openclaw-publisher";

    private static final SimpleString NAME = SimpleString.of(ANNOTATION);

    private final String address;

    /// @param address of the notifications
    PublisherStamp(String address) {
        this.address = address;
    }

    @Override
    public void beforeSend(
            @Nullable ServerSession session,
            @Nullable Transaction transaction,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue) {
        if (session != null && address.equals(message.getAddress())) {
            String user = session.getValidatedUser();
            message.setAnnotation(NAME, user == null ? "" : user);
            message.reencode();
        }
    }
}
