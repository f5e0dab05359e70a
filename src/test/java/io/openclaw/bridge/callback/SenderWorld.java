package io.openclaw.bridge.callback;

import io.openclaw.bridge.gateway.VirtualTimer;
import io.openclaw.bridge.telemetry.Spans;
import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// A sender in virtual time on the test's own thread, with receivers that answer what the test says.
final class SenderWorld implements Post {
    private static final InetAddress PUBLIC = AddressBlock.literal("8.8.8.8").orElseThrow();
    private static final int OK = 200;

    final VirtualTimer time = new VirtualTimer();
    final Letters letters;
    final CallbackOutlet outlet = new CallbackOutlet();
    final List<Request> requests = new ArrayList<>();
    final CallbackSender sender;
    final Map<String, Answer> answers = new HashMap<>();

    /// Hosts that do not answer, with those who wait for it.
    final Map<String, List<Consumer<Answer>>> silent = new HashMap<>();

    boolean closed;

    SenderWorld() {
        this(new Letters());
    }

    SenderWorld(Letters letters) {
        this(letters, CallbackTargetsTest.KEYS);
    }

    SenderWorld(Letters letters, SigningKeys keys) {
        this.letters = letters;
        Executor thread = new OneAfterTheOther();
        Resolver resolver = host -> Uni.createFrom().item(List.of(PUBLIC));
        Courier courier = new Courier(
                CallbackTargetsTest.allowing(),
                resolver,
                CallbackTargetsTest.KEYS,
                this,
                time::now,
                Duration.ofSeconds(5),
                Spans.OFF);
        sender = new CallbackSender(
                outlet,
                letters,
                courier,
                thread,
                time::now,
                (delay, task) -> time.schedule(delay, () -> thread.execute(task))::cancel,
                new BackOff(Duration.ofHours(24), BackOffTest.MIDDLE),
                CallbackSettings.of(keys, AllowList.NONE));
    }

    /// Committed by the store.
    void commit(String id, String url) {
        letters.put(id, url, time.now());
        outlet.committed();
    }

    List<String> ids(String host) {
        return requests.stream()
                .filter(request -> request.host.equals(host))
                .map(Request::id)
                .toList();
    }

    /// When requests were made, from the first one on.
    List<Duration> rhythm() {
        return requests.stream()
                .map(request -> Duration.between(requests.getFirst().at, request.at))
                .toList();
    }

    @Override
    public void send(
            Target target,
            List<InetAddress> addresses,
            Map<String, String> headers,
            String body,
            Consumer<Answer> then) {
        requests.add(new Request(target.host(), headers.getOrDefault("webhook-id", ""), headers, body, time.now()));
        List<Consumer<Answer>> waiting = silent.get(target.host());
        if (waiting == null) {
            then.accept(answers.getOrDefault(target.host(), new Answer.Status(OK, null)));
        } else {
            waiting.add(then);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    record Request(String host, String id, Map<String, String> headers, String body, Instant at) {}

    /// Runs tasks on the caller's thread, never one within another.
    private static final class OneAfterTheOther implements Executor {
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private boolean running;

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
            try {
                for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                    next.run();
                }
            } finally {
                running = false;
            }
        }
    }
}
