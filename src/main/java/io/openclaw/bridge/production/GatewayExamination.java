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
                settings, () -> sight(bridge.client(), bridge.client().state()));
    }

    /// By a short connection of its own, as the bridge of these settings would make it, under the same device. Makes the
    /// device's key where there is none yet; stores no token.
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
            if (approach.trouble() == null || sight.state() instanceof ClientState.Ready) {
                lines.addAll(GatewayCheckups.ofConnection(settings, sight));
            }
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            lines.add(
                    Checkup.fail(
                            "gateway.device",
                            "this device's key or token cannot be used: " + why.getMessage(),
                            "make the data directory (OPENCLAW_DATA_DIR) readable and writable for this user, and for nobody else"));
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
        DeviceIdentity device = DeviceIdentity.loadOrCreate(settings.deviceKey());
        GatewayClient client = new GatewayClient(
                vertx,
                settings.gateway(),
                device,
                DeviceTokens.copyOf(settings.deviceToken()),
                context -> new VertxTimer(vertx, context),
                RandomGenerator.getDefault(),
                listener);
        client.start();
        try {
            return sight(client, decided.get(CONNECT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return sight(client, client.state());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody fails it
        } finally {
            client.close().subscribe().with(_ -> {}, _ -> {});
        }
    }

    private static GatewayCheckups.Sight sight(GatewayClient client, ClientState state) {
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
        return new GatewayCheckups.Sight(state, client.snapshot().lastFailure(), client.clockAhead(), health);
    }
}
