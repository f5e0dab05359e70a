package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.Examination;
import io.openclaw.bridge.gateway.Approach;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.DeviceIdentity;
import io.openclaw.bridge.gateway.DeviceTokens;
import io.openclaw.bridge.gateway.GatewayClient;
import io.openclaw.bridge.gateway.GatewayListener;
import io.openclaw.bridge.gateway.VertxTimer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/// The gateway, for the doctor: the way to it, what its answer to `connect` was, and what it says of itself.
public final class GatewayExamination implements Examination {
    private static final Duration CONNECT = Duration.ofSeconds(4);
    private static final Duration HEALTH = Duration.ofSeconds(1);

    /// Where the connection stands.
    @FunctionalInterface
    private interface Look {
        GatewayCheckups.Sight look() throws Exception;
    }

    private final BridgeSettings settings;
    private final Look connection;

    private GatewayExamination(BridgeSettings settings, Look connection) {
        this.settings = settings;
        this.connection = connection;
    }

    /// By the connection that the bridge has; makes none of its own.
    public static Examination of(ProductionOpenClawBridge bridge, BridgeSettings settings) {
        return new GatewayExamination(
                settings, () -> sight(bridge.client(), bridge.client().state(), true));
    }

    /// By a short connection of its own, as the bridge of these settings would make it, under the same device; without one
    /// where its key is not made yet, so that the gateway hears of none that will never come again. Writes nothing.
    public static Examination alone(Vertx vertx, BridgeSettings settings) {
        return new GatewayExamination(settings, () -> connect(vertx, settings));
    }

    @Override
    public List<Checkup> examine() throws InterruptedException {
        // At once: each may take as long as the doctor waits.
        FutureTask<GatewayCheckups.Sight> looking = new FutureTask<>(connection::look);
        Thread.ofVirtual().name("openclaw-doctor-connection").start(looking);
        Approach approach = Approach.look(settings.gateway());
        List<Checkup> lines = new ArrayList<>(GatewayCheckups.ofApproach(settings.gateway(), approach));
        try {
            GatewayCheckups.Sight sight = looking.get();
            if (!GatewayCheckups.saysAll(approach) || sight.state() instanceof ClientState.Ready) {
                lines.addAll(GatewayCheckups.ofConnection(settings, sight));
            }
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            lines.add(Checkup.fail(
                    "gateway.device",
                    "this device's key or token cannot be used: " + why.getMessage(),
                    "run this as the service's user, to whom the data folder (OPENCLAW_DATA_DIR) belongs"));
        }
        return lines;
    }

    private static GatewayCheckups.Sight connect(Vertx vertx, BridgeSettings settings)
            throws IOException, InterruptedException {
        CompletableFuture<ClientState> decided = new CompletableFuture<>();
        GatewayListener listener = new GatewayListener() {
            @Override
            public void onState(ClientState state) {
                boolean tokenIsTriedNext = state instanceof ClientState.Waiting waiting
                        && waiting.retry().dropDeviceToken();
                if (state instanceof ClientState.Ready || state instanceof ClientState.Waiting && !tokenIsTriedNext) {
                    decided.complete(state);
                }
            }
        };
        Optional<DeviceIdentity> device = DeviceIdentity.stored(settings.deviceKey());
        GatewayClient client = new GatewayClient(
                vertx,
                settings.gateway(),
                device.orElse(null),
                device.isPresent() ? DeviceTokens.copyOf(settings.deviceToken()) : DeviceTokens.none(),
                context -> new VertxTimer(vertx, context),
                RandomGenerator.getDefault(),
                listener);
        client.start();
        try {
            return sight(client, decided.get(CONNECT.toMillis(), TimeUnit.MILLISECONDS), device.isPresent());
        } catch (TimeoutException e) {
            return sight(client, client.state(), device.isPresent());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody fails it
        } finally {
            client.close().subscribe().with(_ -> {}, _ -> {});
        }
    }

    private static GatewayCheckups.Sight sight(GatewayClient client, ClientState state, boolean device) {
        JsonNode health = MissingNode.getInstance();
        if (state instanceof ClientState.Ready) {
            CallResult answer = client.call(Call.of("health", JsonNodeFactory.instance.objectNode())
                            .within(HEALTH)
                            .using(Call.Share.BESIDE))
                    .await()
                    .indefinitely(); // it ends within its deadline
            if (answer instanceof CallResult.Answered(var response, var _) && response.ok()) {
                health = response.payload();
            }
        }
        return new GatewayCheckups.Sight(state, client.snapshot().lastFailure(), client.clockAhead(), health, device);
    }
}
