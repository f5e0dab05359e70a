package io.openclaw.bridge.fakegateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How a fake gateway is set up. Immutable; every method gives a changed copy.
public final class FakeGatewayOptions implements Cloneable {
    String host = "127.0.0.1";
    int port;
    String token = "fake-token";
    int protocol = 4;
    boolean remote;
    double timeScale = 1;
    boolean manualTime;
    SequencedSet<String> channels = new LinkedHashSet<>(List.of("telegram"));
    SequencedSet<String> agents = new LinkedHashSet<>(List.of("main"));
    boolean ownerless;
    Duration tickInterval = Duration.ofSeconds(30);
    Duration platformLatency = Duration.ZERO;
    Duration patience = Duration.ofSeconds(10);
    int rememberedRequests = 100_000;
    boolean fullHealth = true;
    UnaryOperator<String> replies = text -> "ECHO: " + text;

    @Nullable
    FakeGatewayTls tls;

    @Nullable
    Path journal;

    private FakeGatewayOptions() {}

    /// Protocol 4, loopback, token `fake-token`, channel `telegram`, agent `main`, answers at once, time as on the wall.
    public static FakeGatewayOptions defaults() {
        return new FakeGatewayOptions();
    }

    /// 0 (the default) takes any free port, and keeps it over restarts.
    public FakeGatewayOptions port(int port) {
        FakeGatewayOptions copy = copy();
        copy.port = port;
        return copy;
    }

    /// The address to listen on.
    public FakeGatewayOptions host(String host) {
        FakeGatewayOptions copy = copy();
        copy.host = host;
        return copy;
    }

    public FakeGatewayOptions token(String token) {
        FakeGatewayOptions copy = copy();
        copy.token = token;
        return copy;
    }

    /// 4, or 3 with the habits of contract section 9.
    public FakeGatewayOptions protocol(int protocol) {
        FakeGatewayOptions copy = copy();
        copy.protocol = protocol;
        return copy;
    }

    /// Behaves as if every client came from another machine: pairing, device tokens, rate limit.
    public FakeGatewayOptions remote(boolean remote) {
        FakeGatewayOptions copy = copy();
        copy.remote = remote;
        return copy;
    }

    /// Gateway time runs so many times faster than the wall clock: 60 makes the 5 minutes of the key cache 5 seconds.
    public FakeGatewayOptions timeScale(double timeScale) {
        FakeGatewayOptions copy = copy();
        copy.timeScale = timeScale;
        return copy;
    }

    /// Gateway time stands still but for [FakeGateway#advance(Duration)].
    public FakeGatewayOptions manualTime() {
        FakeGatewayOptions copy = copy();
        copy.manualTime = true;
        return copy;
    }

    /// The configured channels. `telegram` resolves its targets as the real plugin does; others take any target.
    public FakeGatewayOptions channels(String... channels) {
        FakeGatewayOptions copy = copy();
        copy.channels = new LinkedHashSet<>(List.of(channels));
        return copy;
    }

    /// The configured agents; the first one is the default, unless the gateway is [#ownerless()].
    public FakeGatewayOptions agents(String... agents) {
        FakeGatewayOptions copy = copy();
        copy.agents = new LinkedHashSet<>(List.of(agents));
        return copy;
    }

    /// Several agents and nobody who owns unqualified work: `selectionRequired`.
    public FakeGatewayOptions ownerless() {
        FakeGatewayOptions copy = copy();
        copy.ownerless = true;
        return copy;
    }

    /// Gateway time between two ticks; announced in `hello-ok.policy` in the client's time.
    public FakeGatewayOptions tickInterval(Duration tickInterval) {
        FakeGatewayOptions copy = copy();
        copy.tickInterval = tickInterval;
        return copy;
    }

    /// Gateway time until the platform has answered a send. The message is there after half of it. Zero: at once.
    public FakeGatewayOptions platformLatency(Duration platformLatency) {
        FakeGatewayOptions copy = copy();
        copy.platformLatency = platformLatency;
        return copy;
    }

    /// How long the `await…` methods wait (wall time) before they fail; ten seconds.
    public FakeGatewayOptions patience(Duration patience) {
        FakeGatewayOptions copy = copy();
        copy.patience = patience;
        return copy;
    }

    /// How many received requests are remembered whole (the newest ones); all are counted.
    public FakeGatewayOptions rememberedRequests(int rememberedRequests) {
        FakeGatewayOptions copy = copy();
        copy.rememberedRequests = rememberedRequests;
        return copy;
    }

    /// `health` answers with the 2 KB of the real one (the default), or with `{"ok":true,…}` alone.
    public FakeGatewayOptions fullHealth(boolean fullHealth) {
        FakeGatewayOptions copy = copy();
        copy.fullHealth = fullHealth;
        return copy;
    }

    /// What an agent says to a text.
    public FakeGatewayOptions replies(UnaryOperator<String> replies) {
        FakeGatewayOptions copy = copy();
        copy.replies = replies;
        return copy;
    }

    /// `wss` instead of `ws`.
    public FakeGatewayOptions tls(FakeGatewayTls tls) {
        FakeGatewayOptions copy = copy();
        copy.tls = tls;
        return copy;
    }

    /// Posted messages and session rows are appended here, and read back at the next start.
    public FakeGatewayOptions journal(Path journal) {
        FakeGatewayOptions copy = copy();
        copy.journal = journal;
        return copy;
    }

    /// Empty where the caller has to name an agent.
    Optional<String> defaultAgent() {
        return ownerless ? Optional.empty() : Optional.of(agents.getFirst());
    }

    private FakeGatewayOptions copy() {
        try {
            return (FakeGatewayOptions) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
