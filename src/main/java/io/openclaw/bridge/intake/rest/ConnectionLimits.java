package io.openclaw.bridge.intake.rest;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How long a connection may take for each thing. Vert.x has one limit only, for a connection on which nothing at all
/// happens, and that one also cuts off who waits for an answer.
///
/// @param head from the connection's beginning, or the last answer, until the head of the next request is here
/// @param body from there until its body is
/// @param unread without any progress in the reading of an answer
record ConnectionLimits(Duration head, Duration body, Duration unread) {
    private static final Duration USUAL = Duration.ofSeconds(75);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(10);

    /// After so many reads it is no HTTP.
    private static final int READS = 32;

    /// The name that Vert.x gives to its handler behind the codec.
    private static final String VERTX = "handler";

    private static volatile ConnectionLimits current = new ConnectionLimits(USUAL, USUAL, USUAL);

    /// How often to look.
    Duration tick() {
        Duration shortest = head.compareTo(body) < 0 ? head : body;
        Duration tick = (shortest.compareTo(unread) < 0 ? shortest : unread).dividedBy(4);
        return tick.compareTo(LONGEST_TICK) < 0 ? tick : LONGEST_TICK;
    }

    /// Takes them from the configuration before the first connection comes.
    @ApplicationScoped
    static final class Configured {
        private final ConnectionConfig config;

        Configured(ConnectionConfig config) {
            this.config = config;
        }

        void register(@Observes Router router) {
            current = new ConnectionLimits(config.headTimeout(), config.bodyTimeout(), config.unreadTimeout());
        }
    }

    /// Netty's hook: sees every connection that is accepted in this process, those of the embedded broker too, and lets
    /// be what is not HTTP. Made by a service loader, which [RequestTarget.OwnValidation] turns on.
    public static final class Extension extends ChannelInitializerExtension {
        @Override
        public void postInitializeServerChildChannel(Channel channel) {
            channel.pipeline().addFirst(new FirstBytes());
        }
    }

    /// Until it is known what the connection is.
    private static final class FirstBytes extends ChannelInboundHandlerAdapter {
        private int reads;
        private @Nullable Future<?> patience;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.fireChannelActive();
            patience = context.executor().schedule(() -> silent(context), current.head.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            handlerRemoved(context);
            context.fireChannelInactive();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (patience != null) {
                patience.cancel(false);
            }
        }

        private static void silent(ChannelHandlerContext context) {
            if (!context.isRemoved() && isHttp(context)) {
                context.channel().unsafe().close(context.voidPromise());
            }
        }

        private static boolean isHttp(ChannelHandlerContext context) {
            return context.pipeline().get(HttpObjectDecoder.class) != null
                    && context.pipeline().get(VERTX) != null;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (isHttp(context)) {
                // In front of what Vert.x put behind the codec.
                context.pipeline().addBefore(VERTX, "patience", new HttpPatience(current));
                context.pipeline().remove(this);
            } else if (++reads == READS) {
                context.pipeline().remove(this);
            }
            context.fireChannelRead(message);
        }
    }
}
