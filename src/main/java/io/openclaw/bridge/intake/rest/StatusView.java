package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.notification.Broker.Status;
import io.openclaw.bridge.notification.admin.Hold;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A [BridgeStatus] on the wire, and what waits; what is null is absent.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Status",
        description = "How the bridge is, for operators.",
        requiredProperties = {"mode", "gateway", "breaker", "broker"})
record StatusView(
        @Schema(
                enumeration = {"real", "mock"},
                description = "Which bridge is on. mock delivers nothing.")
        String mode,

        Gateway gateway,
        Breaker breaker,

        @Schema(description = "Absent only where not even that is known.") @Nullable
        Store store,

        @Schema(description = "Absent while the store is down.") @Nullable
        Queue queue,

        Broker broker,

        @Schema(description = "What people have paused, the oldest first, 100 at most; absent for nothing.") @Nullable
        List<PauseView> pauses,

        @Schema(description = "What a human should do about the service itself.") @Nullable
        String hint) {

    private static final String DISK_HINT =
            "Too little disk is left, so nothing is accepted (503) while deliveries go on: free some of the data folder's disk, or lower OPENCLAW_STORE_DISK_RESERVE. See store.lastError.";

    private static final String STORE_HINT =
            "The store cannot commit, so nothing is accepted (503) and nothing new is sent; it is tried again by itself. See store.lastError and the log.";

    private static final String OTHERS_HINT =
            "Nobody delivers the notifications of queue.otherGateways: they belong to another OPENCLAW_GATEWAY_NAME. The doctor says whose they are and what to do.";

    private static final int PAUSES = 100;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "StoreStatus",
            description = "The same as readiness tells; at most a second old.",
            requiredProperties = {"kind", "state", "since"})
    record Store(
            @Schema(enumeration = {"sqlite", "postgresql"}) String kind,

            @Schema(
                    enumeration = {"up", "disk_low", "down"},
                    description =
                            "up: it can commit. disk_low: it accepts nothing (503) until there is room, and goes on delivering. down: notifications are answered 503 until it can commit.")
            String state,

            @Schema(implementation = String.class, format = "date-time", description = "When this state began.")
            Instant since,

            @Schema(description = "Why it is not up; absent while it is.") @Nullable
            String lastError) {}

    @Schema(
            name = "QueueStatus",
            description = "Notifications of this gateway; at most a second old.",
            requiredProperties = {"queued", "sending", "unknown", "dead", "otherGateways", "oldestDueAgeMs"})
    record Queue(
            @Schema(description = "Waiting, those whose time has not come included.")
            long queued,

            long sending,

            @Schema(description = "Perhaps delivered, parked.")
            long unknown,

            long dead,

            @Schema(
                    description =
                            "Queued, sending or unknown under another gateway's name, as before OPENCLAW_GATEWAY_NAME was changed: nobody delivers them, see the log and the doctor.")
            long otherGateways,

            @Schema(description = "For how long the oldest one that could leave has waited; 0 for none.")
            long oldestDueAgeMs) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "GatewayStatus",
            requiredProperties = {"name", "state", "since"})
    record Gateway(
            String name,

            @Schema(
                    enumeration = {"disconnected", "connecting", "connected", "reconnecting", "failed"},
                    description = "failed: a human is needed, see hint.")
            String state,

            @Schema(implementation = String.class, format = "date-time", description = "When this state began.")
            Instant since,

            @Schema(description = "The gateway's own; absent until first connected.") @Nullable
            String version,

            @Schema(description = "Changes with every start of the gateway.") @Nullable
            String bootId,

            @Nullable Integer protocol,

            @Schema(description = "What this connection was granted.") @Nullable
            List<String> scopes,

            @Schema(description = "Why it is not connected; absent while it is.") @Nullable
            String lastError,

            @Schema(description = "What a human should do now.") @Nullable
            String hint) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "BreakerStatus", requiredProperties = "state")
    record Breaker(
            @Schema(enumeration = {"closed", "open", "half_open"})
            String state,

            @Schema(
                    implementation = String.class,
                    format = "date-time",
                    description = "When the next probe is due; absent unless open.")
            @Nullable
            Instant openUntil) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "BrokerStatus",
            description = "The message broker. Without it REST goes on, and outcomes wait on disk.",
            requiredProperties = {"mode", "state"})
    record Broker(
            @Schema(enumeration = {"embedded", "external", "off"})
            String mode,

            @Schema(enumeration = {"off", "connecting", "connected", "reconnecting"})
            String state,

            @Schema(description = "Why it is not connected, or why it last was not.") @Nullable
            String lastError) {}

    static StatusView of(
            BridgeStatus status, @Nullable Store store, @Nullable Queue queue, Status broker, List<Hold> holds) {
        BridgeStatus.Connection connection = status.connection();
        BridgeStatus.Facts facts = status.facts();
        return new StatusView(
                wire(status.mode()),
                new Gateway(
                        status.gateway(),
                        wire(connection.state()),
                        connection.since(),
                        facts == null ? null : facts.version(),
                        facts == null ? null : facts.bootId(),
                        facts == null ? null : facts.protocol(),
                        facts == null ? null : facts.scopes(),
                        connection.lastError(),
                        connection.hint()),
                new Breaker(wire(status.breaker().state()), status.breaker().openUntil()),
                store,
                queue,
                new Broker(wire(broker.mode()), wire(broker.state()), broker.lastError()),
                holds.isEmpty()
                        ? null
                        : holds.stream().limit(PAUSES).map(PauseView::of).toList(),
                hint(store, queue));
    }

    private static @Nullable String hint(@Nullable Store store, @Nullable Queue queue) {
        if (store == null || store.state.equals("down")) {
            return STORE_HINT;
        }
        if (store.state.equals("disk_low")) {
            return DISK_HINT;
        }
        return queue != null && queue.otherGateways > 0 ? OTHERS_HINT : null;
    }

    private static String wire(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
