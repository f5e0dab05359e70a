package io.openclaw.bridge.event;

import io.openclaw.bridge.Subscription;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// Hands each published value to every handler that wants it, each through a bounded queue of its own.
///
/// Per handler: values come in the order in which one thread published them, one at a time; a slow
/// handler loses the oldest (see [Loss]);
/// whatever it throws is logged (the value's name and the exception's class, never the value) and it
/// goes on.
final class Fanout<T> {
    private final Executor executor;
    private final int capacity;
    private final Loss<T> loss;
    private final Function<T, String> nameOf;
    private final List<Member<T>> members = new CopyOnWriteArrayList<>();

    private record Member<T>(Predicate<T> wants, Mailbox<T> mailbox) {}

    /// @param executor runs handlers; must not run them on the calling thread, or publishing blocks on
    ///     them
    /// @param capacity how many values may wait for one handler
    /// @param nameOf what the log may say of a value
    Fanout(Executor executor, int capacity, Loss<T> loss, Function<T, String> nameOf) {
        this.executor = Objects.requireNonNull(executor, "executor");
        this.capacity = capacity;
        this.loss = loss;
        this.nameOf = nameOf;
    }

    Subscription subscribe(Predicate<T> wants, Consumer<T> handler) {
        Objects.requireNonNull(handler, "handler");
        Member<T> member = new Member<>(wants, new Mailbox<>(handler, capacity, loss, nameOf, executor));
        members.add(member);
        return () -> {
            members.remove(member);
            member.mailbox().close();
        };
    }

    void publish(T value) {
        for (Member<T> member : members) {
            if (member.wants().test(value)) {
                member.mailbox().put(value);
            }
        }
    }
}
