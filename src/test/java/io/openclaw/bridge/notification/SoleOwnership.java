package io.openclaw.bridge.notification;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// [Ownership] for tests: has every shard, until a test takes some away.
public final class SoleOwnership implements Ownership {
    private final String owner;
    private final Set<Integer> released = new CopyOnWriteArraySet<>();
    private final List<Consumer<Set<Integer>>> listeners = new CopyOnWriteArrayList<>();
    private volatile Set<Integer> shards = all();
    private volatile boolean mayWrite = true;

    public SoleOwnership() {
        this("test-owner");
    }

    public SoleOwnership(String owner) {
        this.owner = owner;
    }

    public static Set<Integer> all() {
        return IntStream.range(0, Backlog.SHARDS).boxed().collect(Collectors.toUnmodifiableSet());
    }

    /// From now on it has these.
    public void have(Set<Integer> now) {
        shards = Set.copyOf(now);
        listeners.forEach(listener -> listener.accept(shards));
    }

    /// Whether the lease is fresh enough for writing frames.
    public void mayWrite(boolean may) {
        mayWrite = may;
    }

    /// Every shard that was ever released.
    public Set<Integer> released() {
        return new TreeSet<>(released);
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public Set<Integer> shards() {
        return shards;
    }

    @Override
    public boolean mayWrite(int shard) {
        return mayWrite && shards.contains(shard);
    }

    @Override
    public void onChange(Consumer<Set<Integer>> listener) {
        listeners.add(listener);
    }

    @Override
    public void release(Set<Integer> gone) {
        released.addAll(gone);
    }
}
