package io.openclaw.bridge.queue;

import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonLink;
import io.vertx.proton.ProtonQoS;
import io.vertx.proton.ProtonSender;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Target;

/// Opens links. One that the broker refuses or closes takes the connection with it, which is then made anew.
final class Links {
    /// Each message to one consumer; brokers that make addresses by themselves go by it.
    static final Symbol QUEUE = Symbol.valueOf("queue");

    /// Each message to every subscriber.
    static final Symbol TOPIC = Symbol.valueOf("topic");

    private Links() {}

    static ProtonSender sender(ProtonConnection on, String address, Symbol kind) {
        ProtonSender link = on.createSender(address);
        ((Target) link.getTarget()).setCapabilities(kind);
        link.setQoS(ProtonQoS.AT_LEAST_ONCE).setAutoSettle(true);
        return link;
    }

    /// @param then once it is open
    static <T extends ProtonLink<T>> void open(
            ProtonLink<T> link, BrokerLine line, ProtonConnection on, String address, Runnable then) {
        link.openHandler(opened -> {
            // A refusal opens the link without an address first, and closes it right after.
            if (opened.succeeded()) {
                then.run();
            } else {
                line.giveUp(on, "the broker refuses " + address + Words.of(link.getRemoteCondition()));
            }
        });
        link.closeHandler(_ -> line.giveUp(on, "the broker closed " + address + Words.of(link.getRemoteCondition())));
        link.detachHandler(
                _ -> line.giveUp(on, "the broker detached " + address + Words.of(link.getRemoteCondition())));
        link.open();
    }
}
