package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Broker;
import io.vertx.core.AsyncResult;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonClientOptions;
import io.vertx.proton.ProtonConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps one connection to the broker for as long as the service lives: a lost one is thrown away, and the next is tried
/// after 100 ms, doubled up to 10 s. Whoever has links gets each new connection and opens them anew.
///
/// Confined to the door's context, but for [#status].
final class BrokerLine implements Broker {
    /// Somebody with links.
    interface User {
        /// Opens the links on a connection that has just been made.
        void connected(ProtonConnection connection);

        /// The links are gone, whatever was under way on them.
        void lost();
    }

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int CONNECT_MILLIS = 5_000;

    /// Longer than a TCP connection, TLS and SASL take.
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /// Either side that hears nothing for twice as long takes the connection for dead.
    private static final int HEARTBEAT_MILLIS = 10_000;

    private final Loop loop;
    private final QueueSettings settings;
    private final InstantSource clock;
    private final BackOff backOff;
    private final QueueLog log;
    private final List<User> users = new ArrayList<>();
    private @Nullable ProtonConnection connection;
    private int attempt;
    private boolean wanted;
    private volatile Status status;

    BrokerLine(Loop loop, QueueSettings settings, InstantSource clock, RandomGenerator random, QueueLog log) {
        this.loop = loop;
        this.settings = settings;
        this.clock = clock;
        this.backOff = new BackOff(FIRST, LONGEST, random);
        this.log = log;
        this.status = new Status(settings.mode(), State.CONNECTING, clock.instant(), null);
    }

    @Override
    public Status status() {
        return status;
    }

    /// Before the start.
    void add(User user) {
        users.add(user);
    }

    void start() {
        wanted = true;
        now(State.CONNECTING, null);
        dial();
    }

    /// Closes the connection for good. What is unsettled goes back to the broker.
    void stop() {
        wanted = false;
        ProtonConnection open = connection;
        connection = null;
        now(State.OFF, null);
        if (open != null) {
            users.forEach(User::lost);
            open.close();
            open.disconnect();
        }
    }

    /// Somebody's link does not work: the connection is given up, and tried again after a while.
    ///
    /// @param on the connection that the link belonged to; a later one is not concerned
    /// @param why a sentence for people, without its full stop
    void giveUp(ProtonConnection on, String why) {
        if (on == connection) {
            on.disconnect();
            lost(on, why);
        }
    }

    private void dial() {
        if (!wanted) {
            return;
        }
        Endpoint endpoint = settings.endpoint();
        String secret;
        try {
            secret = settings.login().secret();
        } catch (IOException e) {
            again(String.valueOf(e.getMessage()));
            return;
        }
        int mine = ++attempt;
        ProtonClient.create(loop.vertx())
                .connect(
                        options(endpoint),
                        endpoint.host(),
                        endpoint.port(),
                        settings.login().user(),
                        secret,
                        result -> dialled(mine, result));
        loop.after(SILENCE, () -> failed(mine, "the broker did not answer within " + SILENCE.toSeconds() + " s"));
    }

    /// An attempt that is still under way ends here, once.
    private void failed(int mine, String why) {
        if (mine == attempt && connection == null) {
            attempt++;
            again(why);
        }
    }

    static ProtonClientOptions options(Endpoint endpoint) {
        ProtonClientOptions options = new ProtonClientOptions();
        options.setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true).setSsl(endpoint.tls());
        options.setHeartbeat(HEARTBEAT_MILLIS);
        if (endpoint.tls()) {
            options.setHostnameVerificationAlgorithm("HTTPS");
            if (endpoint.ca() != null) {
                options.setTrustOptions(
                        new PemTrustOptions().addCertPath(endpoint.ca().toString()));
            }
        }
        return options;
    }

    private void dialled(int mine, AsyncResult<ProtonConnection> result) {
        if (result.failed()) {
            failed(mine, Words.of(result.cause()));
            return;
        }
        ProtonConnection dialled = result.result();
        if (mine != attempt || !wanted) {
            dialled.disconnect();
            return;
        }
        dialled.setContainer("openclaw-bridge-" + ProcessHandle.current().pid());
        dialled.openHandler(opened -> {
            if (mine != attempt || !wanted || opened.failed()) {
                dialled.disconnect();
                failed(mine, Words.of(opened.cause()));
            } else {
                open(dialled);
            }
        });
        dialled.disconnectHandler(_ -> ended(mine, dialled, "the connection was lost"));
        // Also where it ended the session, as some do that refuse an address.
        dialled.closeHandler(closed -> {
            String condition = Words.of(dialled.getRemoteCondition());
            dialled.disconnect();
            ended(
                    mine,
                    dialled,
                    condition.isEmpty() && closed.failed()
                            ? Words.of(closed.cause())
                            : "the broker closed the connection" + condition);
        });
        dialled.open();
    }

    private void ended(int mine, ProtonConnection gone, String why) {
        if (gone == connection) {
            lost(gone, why);
        } else {
            failed(mine, why);
        }
    }

    private void open(ProtonConnection opened) {
        connection = opened;
        attempt++;
        backOff.reset();
        log.connected(settings.endpoint());
        now(State.CONNECTED, null);
        for (User user : List.copyOf(users)) {
            if (connection == opened) {
                user.connected(opened);
            }
        }
    }

    private void lost(ProtonConnection gone, String why) {
        if (gone != connection) {
            return; // closed by us, or never open
        }
        connection = null;
        users.forEach(User::lost);
        now(State.RECONNECTING, why);
        again(why);
    }

    private void again(String why) {
        if (!wanted) {
            return;
        }
        Duration delay = backOff.delay();
        log.notConnected(settings.endpoint(), why, delay);
        now(status.state() == State.CONNECTING ? State.CONNECTING : State.RECONNECTING, why);
        loop.after(delay, this::dial);
    }

    private void now(State state, @Nullable String error) {
        Status before = status;
        Instant since = before.state() == state ? before.since() : clock.instant();
        status = new Status(settings.mode(), state, since, error == null ? before.lastError() : error);
    }
}
