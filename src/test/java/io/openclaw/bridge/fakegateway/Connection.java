package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.openclaw.bridge.fakegateway.Fault.FrameKind;
import io.openclaw.bridge.fakegateway.Handshake.Verdict;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One socket, from its upgrade to its end: framing, sequence numbers, and what the client may do.
final class Connection {
    static final int MAX_PAYLOAD = 26_214_400;
    private static final int MAX_BEFORE_HELLO = 65_536;
    private static final long MAX_PONG_AGE = 75_000;
    private static final int MAX_CLOSE_REASON = 120;

    /// Where this socket is in its life.
    sealed interface Stage {
        record Challenged(String nonce) implements Stage {}

        /// `connect` was judged, `hello-ok` has not left yet.
        record Judged() implements Stage {}

        record Greeted(List<String> scopes, @Nullable String deviceId) implements Stage {}

        record Ended() implements Stage {}
    }

    final int number;
    final String id = UUID.randomUUID().toString();
    final List<Fault.OnConnection> faults;
    final int protocol;

    /// What the client claims to be a page of; null for anything but browsers, and careless clients.
    final @Nullable String origin;

    final boolean ownOrigin;

    /// Sessions of which this client wants every message; `*` is all of them.
    final Set<String> subscriptions = new HashSet<>();

    private final ServerWebSocket socket;
    private final Channel channel;
    private final Boot boot;
    private Stage stage = new Stage.Challenged(UUID.randomUUID().toString());
    private final boolean binary;
    private final int pieceBytes;
    private final @Nullable FrameKind stallAfter;
    private boolean greeting;
    private boolean mute;
    private long seq;
    private long lastPong;

    Connection(int number, ServerWebSocket socket, Channel channel, List<Fault.OnConnection> faults, Boot boot) {
        this.number = number;
        this.socket = socket;
        this.channel = channel;
        this.faults = faults;
        this.boot = boot;
        origin = socket.headers().get("Origin");
        ownOrigin = origin != null && origin.endsWith("://" + socket.headers().get("Host"));
        protocol = has(Fault.ProtocolOnly3.class) ? 3 : boot.world.options().protocol;
        binary = has(Fault.BinaryFrames.class);
        pieceBytes = faults.stream()
                .mapToInt(fault -> fault instanceof Fault.Fragmented fragmented ? fragmented.bytes() : 0)
                .sum();
        stallAfter = faults.stream()
                .map(fault -> fault instanceof Fault.StallAfter stall ? stall.kind() : null)
                .filter(Objects::nonNull)
                .findAny()
                .orElse(null);
        lastPong = boot.world.time().now();
        socket.textMessageHandler(this::received);
        socket.binaryMessageHandler(buffer -> received(buffer.toString(StandardCharsets.UTF_8)));
        socket.pongHandler(ignored -> lastPong = boot.world.time().now());
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(ignored -> {
            stage = new Stage.Ended();
            boot.ended(this);
        });
    }

    void challenge() {
        if (stage instanceof Stage.Challenged challenged && !has(Fault.NoChallenge.class)) {
            write(
                    FrameKind.CHALLENGE,
                    Wire.event(
                            "connect.challenge",
                            "{\"nonce\":\"" + challenged.nonce + "\",\"ts\":"
                                    + boot.world.time().wall() + "}",
                            0));
        }
    }

    boolean isGreeted() {
        return stage instanceof Stage.Greeted;
    }

    /// Stalled by a fault: it does not even hang up.
    boolean isMute() {
        return mute;
    }

    boolean isOpen() {
        return !(stage instanceof Stage.Ended);
    }

    boolean has(Class<? extends Fault.OnConnection> fault) {
        return faults.stream().anyMatch(fault::isInstance);
    }

    /// `operator.admin` may everything, and who may write may read.
    boolean may(String scope) {
        return stage instanceof Stage.Greeted greeted
                && (greeted.scopes.contains(scope)
                        || greeted.scopes.contains("operator.admin")
                        || (scope.equals("operator.read") && greeted.scopes.contains("operator.write")));
    }

    boolean isOf(String deviceId) {
        return stage instanceof Stage.Greeted greeted && deviceId.equals(greeted.deviceId);
    }

    private void received(String text) {
        if (mute) {
            boot.world.turn().touch();
            return;
        }
        switch (stage) {
            case Stage.Challenged challenged -> handshake(challenged, text);
            case Stage.Judged judged -> {}
            case Stage.Greeted greeted -> request(text);
            case Stage.Ended ended -> {}
        }
    }

    private void handshake(Stage.Challenged challenged, String text) {
        if (isLongerThan(text, MAX_BEFORE_HELLO)) {
            close(1009, "");
            return;
        }
        JsonNode frame = Wire.parse(text).orElse(null);
        if (frame == null) {
            close(1000, "");
            return;
        }
        if (Shapes.REQUEST.violations(frame) != null) {
            close(1008, "invalid request frame");
            return;
        }
        Request request = Request.of(frame);
        stage = new Stage.Judged();
        boot.handshake(this, request, challenged.nonce);
    }

    private void request(String text) {
        if (isLongerThan(text, MAX_PAYLOAD)) {
            close(1009, "");
            return;
        }
        JsonNode frame = Wire.parse(text).orElse(null);
        if (frame == null) {
            // The real one says nothing, too.
            return;
        }
        String violations = Shapes.REQUEST.violations(frame);
        if (violations != null) {
            JsonNode badId = frame.path("id");
            answer(
                    badId.isMissingNode() ? "\"invalid\"" : badId.toString(),
                    Answer.failed(GatewayError.invalid("invalid request frame: " + violations)));
            return;
        }
        boot.dispatch(this, Request.of(frame), text.length());
    }

    void admit(Verdict.Admitted admitted) {
        greeting = true;
        boolean scopeless = has(Fault.HelloWithoutScopes.class);
        stage = new Stage.Greeted(scopeless ? List.of() : admitted.scopes(), admitted.deviceId());
    }

    void answer(String idJson, Answer answer) {
        FrameKind kind = answer.interim() ? FrameKind.ACCEPTED : greeting ? FrameKind.HELLO : FrameKind.RESPONSE;
        greeting = false;
        write(kind, answer.frame(idJson));
    }

    void event(String name, @Nullable String payload) {
        seq += 1 + boot.world.faults().skippedSeq();
        write(FrameKind.EVENT, Wire.event(name, payload, seq));
    }

    /// Any text, as it is.
    void raw(String text) {
        write(FrameKind.RESPONSE, text);
    }

    private void write(FrameKind kind, String text) {
        if (mute || stage instanceof Stage.Ended) {
            return;
        }
        boot.world.journal().flush();
        if (pieceBytes == 0 && !binary) {
            socket.writeFrame(WebSocketFrame.textFrame(text, true));
        } else {
            writePieces(Buffer.buffer(text));
        }
        mute = kind == stallAfter;
    }

    private void writePieces(Buffer bytes) {
        int size = pieceBytes == 0 ? bytes.length() : pieceBytes;
        for (int from = 0; from < bytes.length(); from += size) {
            int to = Math.min(from + size, bytes.length());
            boolean last = to == bytes.length();
            Buffer piece = bytes.getBuffer(from, to);
            if (from > 0) {
                socket.writeFrame(WebSocketFrame.continuationFrame(piece, last));
            } else if (binary) {
                socket.writeFrame(WebSocketFrame.binaryFrame(piece, last));
            } else {
                // A piece may end inside a character, so it cannot be a String.
                socket.writeFrame(new WebSocketFrameImpl(WebSocketFrameType.TEXT, piece.getBytes(), last));
            }
        }
    }

    /// Drops who has not answered a ping for 75 s; not while time jumps, since no pong could have come.
    void ping() {
        if (isOpen() && !mute) {
            GatewayTime time = boot.world.time();
            if (!time.jumps() && time.now() - lastPong >= MAX_PONG_AGE) {
                drop();
            } else {
                socket.writePing(Buffer.buffer());
            }
        }
    }

    void close(int code, String reason) {
        if (isOpen()) {
            stage = new Stage.Ended();
            byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
            String cut = bytes.length <= MAX_CLOSE_REASON
                    ? reason
                    : new String(bytes, 0, MAX_CLOSE_REASON, StandardCharsets.UTF_8).replace("\uFFFD", "");
            socket.close((short) code, cut.isEmpty() ? null : cut);
        }
    }

    /// The process is gone: no close frame, and what was not yet flushed is lost.
    void drop() {
        stage = new Stage.Ended();
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        // Past the pipeline: Vert.x would say goodbye with a close frame.
        channel.unsafe().close(channel.voidPromise());
    }

    private static boolean isLongerThan(String text, int bytes) {
        return text.length() > bytes
                || (text.length() * 3L > bytes && text.getBytes(StandardCharsets.UTF_8).length > bytes);
    }
}
