package io.openclaw.bridge.realgateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Stands between the bridge and the gateway, relays every byte as it is (the upgrade, refused or not, included),
/// remembers the messages and holds the bridge's requests against the vendor's schema. On command it loses the
/// connection, at a moment that a test can name: [#cut], [#cutAfter], [#cutBefore], [#withhold].
///
/// It works on bare sockets and not on a WebSocket library, since a library would answer pings itself, could not
/// reset a connection and would hide a refused upgrade. While the gateway is down, a client is accepted and then reset.
public final class FrameRecorder implements AutoCloseable {

    private record Plan(boolean reachesGateway, Cut cut) {}

    private final Notice notice = new Notice();
    private final List<RecordedFrame> frames = new ArrayList<>();
    private final List<String> upgrades = new ArrayList<>();
    private final Set<RecordedConnection> open = new HashSet<>();
    private final Map<String, Plan> plans = new HashMap<>();
    private final Set<String> withheld = new HashSet<>();
    private final URI gateway;
    private final FrameSchemas schemas;
    private final ServerSocket door;
    private int connections;

    public FrameRecorder(URI gateway, FrameSchemas schemas) {
        this.gateway = gateway;
        this.schemas = schemas;
        try {
            door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("The frame recorder cannot listen", e);
        }
        Thread.ofVirtual().name("frame-recorder").start(this::welcome);
    }

    /// The gateway's address for the bridge.
    public URI uri() {
        return URI.create("ws://127.0.0.1:" + door.getLocalPort());
    }

    public List<RecordedFrame> frames() {
        return notice.read(() -> List.copyOf(frames));
    }

    public List<RecordedFrame> requests() {
        return frames().stream()
                .filter(frame -> frame.direction() == RecordedFrame.Direction.FROM_CLIENT)
                .toList();
    }

    public List<RecordedFrame> requests(String method) {
        return requests().stream()
                .filter(frame -> frame.method().equals(method))
                .toList();
    }

    /// The upgrade requests, each with all its headers.
    public List<String> upgrades() {
        return notice.read(() -> List.copyOf(upgrades));
    }

    public RecordedFrame awaitFrame(Duration atMost, Predicate<RecordedFrame> wanted) {
        notice.await(atMost, () -> frames.stream().anyMatch(wanted));
        return frames().stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Not within " + atMost));
    }

    public RecordedFrame awaitRequest(Duration atMost, String method) {
        return awaitFrame(atMost, frame -> frame.method().equals(method));
    }

    /// Ends every open connection now.
    public void cut(Cut cut) {
        notice.read(() -> List.copyOf(open)).forEach(connection -> connection.cut(cut));
    }

    /// The next request of this method reaches the gateway, its answer does not reach the client.
    public void cutAfter(String method, Cut cut) {
        notice.change(() -> {
            plans.put(method, new Plan(true, cut));
        });
    }

    /// The next request of this method does not even reach the gateway.
    public void cutBefore(String method, Cut cut) {
        notice.change(() -> {
            plans.put(method, new Plan(false, cut));
        });
    }

    /// From now on answers to this method are kept back, until [#release] lets them through.
    public void withhold(String method) {
        notice.change(() -> {
            withheld.add(method);
        });
    }

    public void release() {
        notice.change(withheld::clear);
        notice.read(() -> List.copyOf(open)).forEach(RecordedConnection::release);
    }

    /// Fails with what is wrong with which frame. [#methodsWithoutSchema] tells how far the check reached.
    public void assertEveryRequestIsLegal() {
        List<String> complaints = requests().stream()
                .flatMap(frame -> switch (schemas.judge(frame.text())) {
                    case Verdict.Illegal(List<String> problems) -> problems.stream();
                    case Verdict.Legal(), Verdict.NoParamsSchema(), Verdict.UnlistedMethod() ->
                        List.<String>of().stream();
                })
                .distinct()
                .toList();
        if (!complaints.isEmpty()) {
            throw new AssertionError("Frames that the vendor's schema forbids:\n" + String.join("\n", complaints));
        }
    }

    /// Methods called whose params could not be checked.
    public Set<String> methodsWithoutSchema() {
        Set<String> unchecked = new TreeSet<>();
        for (RecordedFrame frame : requests()) {
            switch (schemas.judge(frame.text())) {
                case Verdict.NoParamsSchema silent -> unchecked.add(frame.method());
                case Verdict.UnlistedMethod unlisted -> unchecked.add(frame.method());
                case Verdict.Legal legal -> {}
                case Verdict.Illegal illegal -> {}
            }
        }
        return unchecked;
    }

    public void forget() {
        notice.change(() -> {
            frames.clear();
            upgrades.clear();
            plans.clear();
        });
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cut(new Cut.Reset());
        }
    }

    void upgraded(String head) {
        notice.change(() -> {
            upgrades.add(head);
        });
    }

    void recorded(RecordedFrame frame) {
        notice.change(() -> {
            frames.add(frame);
        });
    }

    void ended(RecordedConnection connection) {
        notice.change(() -> {
            open.remove(connection);
        });
    }

    boolean withholds(String method) {
        return notice.read(() -> withheld.contains(method));
    }

    /// What is to happen to this request: nothing, or a cut with the frame passed on first, or without.
    void pass(RecordedFrame request, RecordedConnection connection, Runnable onward) {
        Optional<Plan> plan = notice.change(() -> Optional.ofNullable(plans.remove(request.method())));
        plan.ifPresent(unused -> connection.deafen());
        if (plan.map(Plan::reachesGateway).orElse(true)) {
            onward.run();
        }
        plan.ifPresent(planned -> connection.cut(planned.cut()));
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                int number = notice.change(() -> ++connections);
                RecordedConnection connection = new RecordedConnection(this, number, client);
                notice.change(() -> {
                    open.add(connection);
                });
                Thread.ofVirtual().name("frame-recorder-" + number).start(() -> connection.relay(gateway));
            } catch (IOException closed) {
                // Only close() does that, and it ends the loop.
            }
        }
    }
}
