package io.openclaw.bridge.intake.rest;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What one client may keep us waiting for, on its connection: the head of a request, its body, and its reading of the
/// answer. Who takes longer is cut off.
///
/// A pipelined request waits here until the answer before it is written and has mostly been read: else a client that asks
/// often and reads nothing would fill the memory with answers.
///
/// On the connection's event loop, between the HTTP codec and Vert.x.
final class HttpPatience extends ChannelDuplexHandler {
    /// An answer of this many bytes counts as large.
    private static final int LARGE = 65_536;

    private static final int SHARE_OF_HEAP = 8;
    private static final AtomicLong UNREAD = new AtomicLong();

    private final ConnectionLimits limits;
    private final Deque<Object> held = new ArrayDeque<>();
    private boolean reading;
    private boolean answering;
    private boolean readWanted;
    private long since = System.nanoTime();
    private long unreadBefore;
    private long stalledSince;
    private @Nullable Future<?> tick;

    HttpPatience(ConnectionLimits limits) {
        this.limits = limits;
    }

    /// Whether so many bytes of large answers wait to be read by their clients that no more should be made: an eighth of the
    /// largest heap.
    static boolean isFull() {
        return UNREAD.get() > Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        tickLater(context);
    }

    // ---- in

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!held.isEmpty() || (message instanceof HttpRequest && isBusy(context))) {
            held.add(message);
        } else {
            pass(context, message);
        }
    }

    private boolean isBusy(ChannelHandlerContext context) {
        return reading || answering || !context.channel().isWritable();
    }

    private void pass(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            reading = true;
            answering = true;
            since = System.nanoTime();
        }
        if (message instanceof LastHttpContent) {
            reading = false;
            since = System.nanoTime();
        }
        context.fireChannelRead(message);
    }

    /// Nothing more is taken from the socket while something is held.
    @Override
    public void read(ChannelHandlerContext context) {
        if (held.isEmpty()) {
            context.read();
        } else {
            readWanted = true;
        }
    }

    private void release(ChannelHandlerContext context) {
        if (held.isEmpty() || context.isRemoved()) {
            return;
        }
        boolean any = false;
        while (!held.isEmpty() && !(held.peek() instanceof HttpRequest && isBusy(context))) {
            pass(context, held.remove());
            any = true;
        }
        if (any) {
            context.fireChannelReadComplete();
        }
        if (held.isEmpty() && readWanted) {
            readWanted = false;
            context.read();
        }
    }

    // ---- out

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        int size = message instanceof ByteBufHolder holder ? holder.content().readableBytes() : 0;
        ChannelPromise told = promise;
        if (size >= LARGE) {
            UNREAD.addAndGet(size);
            told = promise.unvoid();
            told.addListener(_ -> UNREAD.addAndGet(-size));
        }
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        var _ = context.write(message, told);
        if (message instanceof LastHttpContent && !interim) {
            answering = false;
            since = System.nanoTime();
            if (!held.isEmpty()) {
                // Not within this call: it may come from the handler that the next request goes to.
                context.executor().execute(() -> release(context));
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        if (!held.isEmpty()) {
            context.executor().execute(() -> release(context));
        }
    }

    // ---- time

    private void tickLater(ChannelHandlerContext context) {
        tick = context.executor().schedule(() -> tick(context), limits.tick().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void tick(ChannelHandlerContext context) {
        if (context.isRemoved() || !context.channel().isActive()) {
            return;
        }
        long now = System.nanoTime();
        boolean late = reading
                ? now - since > limits.body().toNanos()
                : !answering && now - since > limits.head().toNanos();
        if (late || isStalled(context.channel(), now)) {
            // At once: a goodbye would wait behind what is not read.
            context.channel().unsafe().close(context.voidPromise());
        } else {
            tickLater(context);
        }
    }

    private boolean isStalled(Channel channel, long now) {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        long unread = out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
        if (unread == 0 || unread != unreadBefore) {
            unreadBefore = unread;
            stalledSince = now;
        }
        if (unread > 0) {
            since = now; // who reads an answer is not idle
        }
        return unread > 0 && now - stalledSince > limits.unread().toNanos();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    /// The tick holds the whole connection: those who come and go quickly would fill the memory with theirs.
    private void end() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        if (tick != null) {
            tick.cancel(false);
        }
    }
}
