package io.openclaw.bridge.bench;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonHelper;
import io.vertx.proton.ProtonMessageHandler;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.message.Message;

/// One AMQP connection of a benchmark or campaign, quick enough not to be what is measured. Handlers run on its event loop.
public final class AmqpPeer implements AutoCloseable {
    private static final int CREDITS = 1_000;

    private final Context context;
    private final ProtonConnection connection;

    private AmqpPeer(Context context, ProtonConnection connection) {
        this.context = context;
        this.connection = connection;
    }

    /// @param lost runs once when the broker is gone
    public static AmqpPeer connect(Vertx vertx, int port, Runnable lost) throws Exception {
        CompletableFuture<ProtonConnection> open = new CompletableFuture<>();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(_ -> ProtonClient.create(vertx).connect("127.0.0.1", port, dialled -> {
            if (dialled.failed()) {
                open.completeExceptionally(dialled.cause());
                return;
            }
            dialled.result()
                    .disconnectHandler(_ -> lost.run())
                    .openHandler(opened -> open.complete(dialled.result()))
                    .open();
        }));
        return new AmqpPeer(context, open.get(10, TimeUnit.SECONDS));
    }

    /// @param ready gets the link, on the event loop, once it may send
    public void sender(String address, String kind, Consumer<ProtonSender> ready) {
        run(() -> {
            ProtonSender sender = connection.createSender(address);
            ((Target) sender.getTarget()).setCapabilities(Symbol.valueOf(kind));
            sender.openHandler(_ -> ready.accept(sender)).open();
        });
    }

    /// Accepts what the handler has seen.
    public void receiver(String address, String kind, ProtonMessageHandler handler, Runnable ready) {
        run(() -> {
            ProtonReceiver receiver = connection.createReceiver(address);
            ((Source) receiver.getSource()).setCapabilities(Symbol.valueOf(kind));
            receiver.setPrefetch(0).setAutoAccept(true).handler(new ProtonMessageHandler() {
                private int taken;

                @Override
                public void handle(ProtonDelivery delivery, Message message) {
                    handler.handle(delivery, message);
                    if (++taken == CREDITS / 10) {
                        taken = 0;
                        receiver.flow(CREDITS / 10);
                    }
                }
            });
            receiver.openHandler(_ -> {
                        receiver.flow(CREDITS);
                        ready.run();
                    })
                    .open();
        });
    }

    /// On the event loop.
    public void run(Runnable task) {
        context.runOnContext(_ -> task.run());
    }

    /// A durable notification.
    public static Message notification(String key, String body) {
        Message message = ProtonHelper.message(body);
        message.setDurable(true);
        message.setMessageId(key);
        return message;
    }

    @Override
    public void close() {
        run(connection::disconnect);
    }
}
