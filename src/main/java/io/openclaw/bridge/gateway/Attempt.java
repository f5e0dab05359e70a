package io.openclaw.bridge.gateway;

import io.vertx.core.Context;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One attempt to get a usable connection: the token, the socket, the handshake. Ends exactly once, unless it is
/// abandoned; then it ends without a word. Confined to the client's context.
final class Attempt {
    private final Context context;
    private final Dialer dialer;
    private final GatewaySettings settings;
    private final @Nullable DeviceIdentity device;
    private final DeviceTokens deviceTokens;
    private final Timer timer;
    private final Consumer<Handshake.Result> done;
    private Dialer.@Nullable Dial dial;
    private Timer.@Nullable Task dialDeadline;
    private @Nullable Handshake handshake;
    private boolean over;

    Attempt(
            Context context,
            Dialer dialer,
            GatewaySettings settings,
            @Nullable DeviceIdentity device,
            DeviceTokens deviceTokens,
            Timer timer,
            Consumer<Handshake.Result> done) {
        this.context = context;
        this.dialer = dialer;
        this.settings = settings;
        this.device = device;
        this.deviceTokens = deviceTokens;
        this.timer = timer;
        this.done = done;
    }

    /// Nothing happens if it was abandoned before.
    void start() {
        if (over) {
            return;
        }
        // Off the event loop: the token may be in a file.
        context.executeBlocking(() -> Optional.ofNullable(settings.token().get()))
                .onComplete(token -> {
                    if (over) {
                        return;
                    }
                    if (token.failed()) {
                        fail(new CloseReason.NoToken("the gateway's token cannot be had: "
                                + token.cause().getMessage()));
                    } else {
                        dial(token.result().orElse(null));
                    }
                });
    }

    /// Gives up, whatever it was at.
    void abandon() {
        over = true;
        if (dialDeadline != null) {
            dialDeadline.cancel();
        }
        if (handshake != null) {
            handshake.abandon();
        } else if (dial != null) {
            dial.abort().run();
        }
    }

    private void dial(@Nullable String token) {
        Dialer.Dial dialling = dialer.dial();
        dial = dialling;
        // Names, TCP, TLS and the upgrade have limits of their own, but not all of them, and not in sum.
        dialDeadline = timer.schedule(settings.connectTimeout(), () -> {
            dialling.abort().run();
            fail(new CloseReason.Unreachable(
                    "the gateway cannot be reached: no WebSocket within "
                            + settings.connectTimeout().toSeconds() + " s",
                    false));
        });
        dialling.socket().onComplete(dialled -> {
            if (dialDeadline != null) {
                dialDeadline.cancel();
            }
            FrameSocket socket = dialled.result();
            if (over) {
                if (socket != null) {
                    socket.close(1000, "");
                }
            } else if (socket == null) {
                fail(dialer.reasonOf(dialled.cause()));
            } else {
                handshake = new Handshake(socket, settings, device, token, deviceTokens.get(), timer, this::end);
            }
        });
    }

    private void fail(CloseReason reason) {
        end(new Handshake.Result.Failure(reason));
    }

    private void end(Handshake.Result result) {
        if (!over) {
            over = true;
            done.accept(result);
        }
    }
}
