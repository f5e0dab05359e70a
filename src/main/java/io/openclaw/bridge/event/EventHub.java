package io.openclaw.bridge.event;

import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.GatewayEvent.GapReason;
import io.openclaw.bridge.Subscription;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hands gateway events to handlers by name.
///
/// Safe from any thread. [#publish(GatewayEvent)] never blocks and never runs a handler: a socket's
/// event loop may call it.
/// Every handler has a bounded queue; when it is full, the oldest event goes and a [GatewayEvent#GAP]
/// with reason `slow-handler` stands in its place.
public final class EventHub {
    /// Events that may wait for one handler: a burst of one agent turn fits many times.
    public static final int DEFAULT_CAPACITY = 256;

    private final InstantSource clock;
    private final Runnable namesChanged;
    private final Fanout<GatewayEvent> fanout;
    private final Map<String, Integer> handlersByName = new ConcurrentHashMap<>();

    /// @param executor runs handlers, on threads that may block: [Handlers#virtualThreads()], or a
    ///     test's queue. Must not run them on the calling thread
    /// @param clock time of the gaps that the hub announces itself
    /// @param namesChanged called when [#names()] has changed, on the thread that subscribed or closed;
    ///     must not block. Ask for the names then: calls may overlap
    public EventHub(Executor executor, InstantSource clock, Runnable namesChanged) {
        this(executor, clock, namesChanged, DEFAULT_CAPACITY);
    }

    /// @param capacity how many events may wait for one handler, at least 1
    public EventHub(Executor executor, InstantSource clock, Runnable namesChanged, int capacity) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.namesChanged = Objects.requireNonNull(namesChanged, "namesChanged");
        this.fanout = new Fanout<>(executor, capacity, this::lost, GatewayEvent::name);
    }

    /// Hands every event of that name to the handler, every event for [GatewayEvent#ANY], and every
    /// [GatewayEvent#GAP] whatever the name.
    ///
    /// @throws IllegalArgumentException where the name is blank
    public Subscription subscribe(String name, Consumer<GatewayEvent> handler) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("event name is blank; " + GatewayEvent.ANY + " stands for every event");
        }
        boolean all = name.equals(GatewayEvent.ANY);
        Subscription membership =
                fanout.subscribe(event -> all || event.isGap() || event.name().equals(name), handler);
        if (handlersByName.merge(name, 1, Integer::sum) == 1) {
            namesChanged.run();
        }
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            membership.close();
            if (open.getAndSet(false)
                    && handlersByName.computeIfPresent(name, (_, n) -> n == 1 ? null : n - 1) == null) {
                namesChanged.run();
            }
        };
    }

    /// Hands the event on. Events published by one thread reach each handler in that order.
    public void publish(GatewayEvent event) {
        fanout.publish(event);
    }

    /// The names that somebody subscribed to now, [GatewayEvent#ANY] among them: a copy.
    public Set<String> names() {
        return Set.copyOf(handlersByName.keySet());
    }

    /// Lost announcements count with what they stood for: if nobody knows how many that was, nobody
    /// knows the sum.
    private GatewayEvent lost(@Nullable GatewayEvent before, GatewayEvent lost) {
        OptionalLong soFar = before == null ? OptionalLong.of(0) : missed(before);
        OptionalLong more = lost.isGap() ? missed(lost) : OptionalLong.of(1);
        OptionalLong sum = soFar.isPresent() && more.isPresent()
                ? OptionalLong.of(soFar.getAsLong() + more.getAsLong())
                : OptionalLong.empty();
        return GatewayEvent.gap(GapReason.SLOW_HANDLER, sum, clock.instant());
    }

    private static OptionalLong missed(GatewayEvent gap) {
        return gap.payload().get("missed") instanceof Number n ? OptionalLong.of(n.longValue()) : OptionalLong.empty();
    }
}
