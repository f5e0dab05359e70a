package io.openclaw.bridge;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One bridge and the world behind it, for [OpenClawBridgeContract]: the gateway, the platform, and the line between.
/// Made fresh for each test.
///
/// A harness that cannot bring its bridge to a wanted place aborts the test with `Assumptions.abort(reason)`.
public interface BridgeHarness extends AutoCloseable {
    /// Built and not yet connected; the same one each time.
    OpenClawBridge bridge();

    /// The next message meets this fate. Reasons, message ids, replies and waiting times in it are what the caller

    /// must find again; sentences (`detail`) are not. What a bridge refuses by itself (INVALID_SESSION_KEY) needs no
    /// help.
    void makeNextSend(Outcome outcome);

    /// The next message is delivered, and its answer gets lost with the connection, which comes back with the same
    /// boot.
    void loseNextAnswer();

    /// The next agent turn ends with this reply.
    void replyToNextTurn(String reply);

    /// The gateway sends this event. Where it sends that event only to subscribers (`session.message`,
    /// `sessions.changed`), waits until the bridge has subscribed.
    void emit(String name, Map<String, Object> payload);

    /// The gateway numbers that many events without sending them; the next event makes the hole visible.
    void skipEvents(int count);

    /// The line breaks and stays broken.
    void loseConnection();

    /// The line can be had again, and a human has done whatever was needed.
    void restoreConnection();

    /// The gateway lets the bridge in no more: a wrong token.
    void needHuman();

    /// The gateway is started anew: it has forgotten all keys. The connection is lost and comes back.
    void restartGateway();

    /// The breaker opens, for 60 s: by repeated failures, or however this bridge gets there.
    void openBreaker();

    /// Time passes for bridge and gateway.
    void advance(Duration duration);

    /// The texts that people and agents have, oldest first, as they were written.
    List<String> posted();

    @Override
    void close();
}
