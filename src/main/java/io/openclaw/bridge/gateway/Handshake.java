package io.openclaw.bridge.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.gateway.frame.Frame;
import io.openclaw.bridge.gateway.frame.FrameCodec;
import io.openclaw.bridge.gateway.frame.HelloOk;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// From the open socket to `hello-ok`: challenge, `connect` with a signed device, and the check that
/// the scopes were really granted (contract 2). Ends exactly once.
final class Handshake implements FrameSocket.Handler {
    private static final String REQUEST_ID = "connect";

    // A closed enum at the gateway; these two get the requested scopes with a signed device.
    private static final String CLIENT_ID = "gateway-client";
    private static final String CLIENT_MODE = "backend";
    private static final String ROLE = "operator";

    /// Constant, not `os.name`: a paired device that changes it needs approval again (contract 2).
    private static final String PLATFORM = "linux";

    /// How it ended.
    sealed interface Result {
        /// @param clockAhead by how much the gateway's clock was ahead of ours at its challenge; null where that had no time
        record Welcome(
                FrameSocket socket, HelloOk hello, @Nullable Duration clockAhead) implements Result {}

        record Failure(CloseReason reason) implements Result {}
    }

    private final FrameSocket socket;
    private final GatewaySettings settings;
    private final @Nullable DeviceIdentity device;
    private final @Nullable String sharedToken;
    private final @Nullable String deviceToken;
    private final Timer timer;
    private final Consumer<Result> done;
    private final Timer.Task deadline;
    private boolean connectSent;
    private @Nullable Duration clockAhead;
    private boolean over;

    /// @param device null for none: only a gateway on this machine then grants scopes
    /// @param sharedToken the gateway's; null where there is none
    /// @param deviceToken the stored one; null makes the shared token count
    Handshake(
            FrameSocket socket,
            GatewaySettings settings,
            @Nullable DeviceIdentity device,
            @Nullable String sharedToken,
            @Nullable String deviceToken,
            Timer timer,
            Consumer<Result> done) {
        this.socket = socket;
        this.settings = settings;
        this.device = device;
        this.sharedToken = sharedToken;
        this.deviceToken = deviceToken;
        this.timer = timer;
        this.done = done;
        this.deadline = timer.schedule(
                settings.handshakeTimeout(),
                () -> fail(new CloseReason.HandshakeTimeout(connectSent ? "hello-ok" : "connect.challenge")));
        socket.handler(this);
    }

    /// Gives up and ends without a word.
    void abandon() {
        over = true;
        deadline.cancel();
        socket.close(1000, "");
    }

    @Override
    public void onFrame(Frame frame) {
        switch (frame) {
            case Frame.Event event -> {
                if (event.name().equals("connect.challenge") && !connectSent) {
                    onChallenge(event.payload());
                }
            }
            case Frame.Response response -> {
                if (connectSent && response.id().equals(REQUEST_ID)) {
                    onAnswer(response);
                }
            }
            case Frame.Request _ ->
                fail(new CloseReason.ProtocolViolation("the gateway sent a request during the handshake"));
        }
    }

    @Override
    public void onGarbage() {
        fail(new CloseReason.ProtocolViolation("the gateway sent something that is no frame during the handshake"));
    }

    @Override
    public void onClosed(int code, String reason) {
        fail(new CloseReason.Closed(code, reason, false, null));
    }

    private void onChallenge(JsonNode challenge) {
        String nonce = challenge.path("nonce").asText("");
        if (nonce.isBlank()) {
            fail(new CloseReason.ProtocolViolation("the gateway sent a challenge without a nonce"));
            return;
        }
        long sentAt = challenge.path("ts").asLong();
        connectSent = true;
        long now = timer.now().toEpochMilli();
        clockAhead = sentAt > 0 ? Duration.ofMillis(sentAt - now) : null;
        socket.write(connect(nonce, sentAt > 0 ? sentAt : now));
    }

    private void onAnswer(Frame.Response response) {
        if (response.error() != null) {
            fail(new CloseReason.ConnectRefused(response.error(), deviceToken != null));
            return;
        }
        HelloOk hello = HelloOk.parse(response.payload());
        if (!response.ok() || hello.protocol() < 3 || hello.protocol() > 4) {
            fail(new CloseReason.ProtocolViolation(
                    "the gateway answered connect with protocol " + hello.protocol() + "; expected 3 or 4"));
            return;
        }
        Set<String> granted = hello.scopes();
        Set<String> missing = new HashSet<>(granted == null ? Set.of() : settings.scopes());
        if (granted != null) {
            missing.removeAll(granted);
        }
        if (missing.isEmpty()) {
            over = true;
            deadline.cancel();
            done.accept(new Result.Welcome(socket, hello, clockAhead));
        } else {
            fail(new CloseReason.ScopesMissing(Set.copyOf(missing), deviceToken != null));
        }
    }

    private void fail(CloseReason reason) {
        if (!over) {
            over = true;
            deadline.cancel();
            socket.close(1000, "");
            done.accept(new Result.Failure(reason));
        }
    }

    private String connect(String nonce, long signedAt) {
        String token = deviceToken != null ? deviceToken : sharedToken == null ? "" : sharedToken;
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("minProtocol", 3).put("maxProtocol", 4);
        params.putObject("client")
                .put("id", CLIENT_ID)
                .put("version", settings.clientVersion())
                .put("platform", PLATFORM)
                .put("mode", CLIENT_MODE)
                .put("displayName", "OpenClaw Bridge");
        params.put("role", ROLE);
        settings.scopes().forEach(params.putArray("scopes")::add);
        params.putArray("caps");
        if (deviceToken != null) {
            params.putObject("auth").put("deviceToken", deviceToken);
        } else if (sharedToken != null) {
            params.putObject("auth").put("token", sharedToken);
        }
        if (device != null) {
            params.putObject("device")
                    .put("id", device.id())
                    .put("publicKey", device.publicKey())
                    .put(
                            "signature",
                            device.sign(
                                    CLIENT_ID, CLIENT_MODE, ROLE, settings.scopes(), signedAt, token, nonce, PLATFORM))
                    .put("signedAt", signedAt)
                    .put("nonce", nonce);
        }
        return FrameCodec.encode(new Frame.Request(REQUEST_ID, "connect", params, null));
    }
}
