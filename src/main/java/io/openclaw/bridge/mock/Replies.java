package io.openclaw.bridge.mock;

import io.openclaw.bridge.OutboundMessage;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the simulated agents say, and what the simulated gateway answers to other calls. Safe from any
/// thread.
///
/// Functions run under the mock's lock: they must be quick and must not call the bridge.
public final class Replies {
    /// What every agent says unless told otherwise.
    public static final String DEFAULT = "mock reply";

    /// @param text null for silence
    private record Turn(@Nullable String text) {
        /// Never the text.
        @Override
        public String toString() {
            return "Turn[]";
        }
    }

    private final ArrayDeque<Turn> next = new ArrayDeque<>();
    private final Map<String, Function<Map<String, Object>, Map<String, Object>>> byMethod = new HashMap<>();
    private Function<OutboundMessage, Optional<String>> otherwise = _ -> Optional.of(DEFAULT);

    Replies() {
        clear();
    }

    /// The next agent turn ends with this reply.
    public synchronized Replies next(String reply) {
        next.add(new Turn(reply));
        return this;
    }

    /// The next agent turn ends without a visible reply (`NO_REPLY`).
    public synchronized Replies nextSilent() {
        next.add(new Turn(null));
        return this;
    }

    /// Every other agent turn ends with what the function says; empty means silence.
    public synchronized Replies by(Function<OutboundMessage, Optional<String>> function) {
        otherwise = function;
        return this;
    }

    /// Answers calls of this method ([MockOpenClawBridge#request]). `health` is answered from the start;
    /// other methods are refused until told.
    public synchronized Replies request(String method, Function<Map<String, Object>, Map<String, Object>> answer) {
        byMethod.put(method, answer);
        return this;
    }

    /// As at the start.
    public synchronized void clear() {
        next.clear();
        otherwise = _ -> Optional.of(DEFAULT);
        byMethod.clear();
        byMethod.put("health", _ -> Map.of("ok", true));
    }

    synchronized Optional<String> reply(OutboundMessage message) {
        Turn planned = next.poll();
        return planned != null ? Optional.ofNullable(planned.text()) : otherwise.apply(message);
    }

    synchronized Optional<Map<String, Object>> answer(String method, Map<String, Object> params) {
        return Optional.ofNullable(byMethod.get(method)).map(answer -> answer.apply(params));
    }
}
