package io.openclaw.bridge.queue;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.Examination;
import io.openclaw.bridge.notification.Broker;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The message queue, for the doctor: whether its broker is there and lets us in.
public final class QueueExamination {
    private static final String NAME = "queue.broker";
    private static final int MILLIS = 3_000;

    private QueueExamination() {}

    /// By the connection that the door has; makes none of its own.
    public static Examination of(QueueDoor door) {
        return () -> List.of(line(door));
    }

    /// By a short connection of its own.
    public static Examination alone(Vertx vertx, QueueSettings settings) {
        return () -> List.of(
                switch (settings.mode()) {
                    case OFF -> off();
                    case EMBEDDED -> embedded(settings.endpoint());
                    case EXTERNAL -> external(vertx, settings);
                });
    }

    private static Checkup off() {
        return Checkup.ok(NAME, "off (OPENCLAW_QUEUE)");
    }

    private static Checkup line(QueueDoor door) {
        Broker.Status status = door.status();
        if (status.mode() == Broker.Mode.OFF) {
            return off();
        }
        if (status.state() == Broker.State.CONNECTED) {
            return Checkup.ok(NAME, "connected to " + door.endpoint());
        }
        return failed(door.endpoint(), status.lastError() == null ? "no connection yet" : status.lastError());
    }

    private static Checkup embedded(Endpoint endpoint) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), MILLIS);
            return Checkup.ok(NAME, "something listens on " + endpoint + ", the running service's broker if it runs");
        } catch (IOException e) {
            return Checkup.ok(NAME, endpoint + " is free: the embedded broker starts there with the service");
        }
    }

    private static Checkup external(Vertx vertx, QueueSettings settings) throws InterruptedException {
        Endpoint endpoint = settings.endpoint();
        CompletableFuture<ProtonConnection> opened = new CompletableFuture<>();
        try {
            ProtonClient.create(vertx)
                    .connect(
                            BrokerLine.options(endpoint),
                            endpoint.host(),
                            endpoint.port(),
                            settings.login().user(),
                            settings.login().secret(),
                            result -> {
                                if (result.succeeded()) {
                                    opened.complete(result.result());
                                } else {
                                    opened.completeExceptionally(result.cause());
                                }
                            });
            opened.get(MILLIS, TimeUnit.MILLISECONDS).disconnect();
            return Checkup.ok(NAME, endpoint + " is reached and accepts the login");
        } catch (IOException e) {
            return failed(endpoint, String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            return failed(endpoint, Words.of(e.getCause()));
        } catch (TimeoutException e) {
            return failed(endpoint, "it does not answer within " + MILLIS / 1_000 + " s");
        }
    }

    private static Checkup failed(Endpoint endpoint, String why) {
        return Checkup.fail(
                NAME,
                "no connection to " + endpoint + ": " + why,
                "start the broker, or correct OPENCLAW_QUEUE_URL, OPENCLAW_QUEUE_USER and OPENCLAW_QUEUE_PASSWORD or OPENCLAW_QUEUE_TOKEN_FILE; notifications over REST are delivered meanwhile");
    }
}
