package io.openclaw.bridge.callback;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Sends one request to a receiver whose addresses have been looked at.
interface Post extends AutoCloseable {
    /// @param addresses to try one after the other; no other is ever connected to
    /// @param then called exactly once, on a thread of the post
    void send(
            Target target,
            List<InetAddress> addresses,
            Map<String, String> headers,
            String body,
            Consumer<Answer> then);

    @Override
    void close();
}
