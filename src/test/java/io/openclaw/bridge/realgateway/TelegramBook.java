package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// What the platform knows: calls seen, messages taken, updates for the bot, faults planned. It outlives the stub's
/// stops and starts.
final class TelegramBook {

    private final Notice notice = new Notice();
    private final List<TelegramCall> calls = new ArrayList<>();
    private final List<TelegramMessage> messages = new ArrayList<>();
    private final SortedMap<Long, JsonNode> updates = new TreeMap<>();
    private final Map<String, Deque<TelegramFault>> planned = new HashMap<>();
    private long lastUpdate = 1000;
    private long lastMessage = 500;
    private long slowReleases;

    List<TelegramCall> calls() {
        return notice.read(() -> List.copyOf(calls));
    }

    List<TelegramMessage> messages() {
        return notice.read(() -> List.copyOf(messages));
    }

    void called(TelegramCall call) {
        notice.change(() -> {
            calls.add(call);
        });
    }

    TelegramMessage take(JsonNode params) {
        return notice.change(() -> {
            TelegramMessage message = TelegramMessage.of(++lastMessage, Instant.now(), params);
            messages.add(message);
            return message;
        });
    }

    void forget() {
        notice.change(() -> {
            calls.clear();
            messages.clear();
            planned.clear();
        });
    }

    void plan(String chat, TelegramFault fault) {
        notice.change(() -> {
            planned.computeIfAbsent(chat, unused -> new ArrayDeque<>()).add(fault);
        });
    }

    Optional<TelegramFault> nextFault(String chat) {
        return notice.change(() -> Optional.ofNullable(planned.get(chat)).map(Deque::poll));
    }

    long inject(JsonNode update) {
        return notice.change(() -> {
            updates.put(++lastUpdate, update);
            return lastUpdate;
        });
    }

    /// The Bot API's long poll: an offset also acknowledges everything before it.
    SortedMap<Long, JsonNode> updatesFrom(long offset, Duration atMost, BooleanSupplier stopped) {
        notice.change(() -> updates.headMap(offset).clear());
        notice.await(atMost, () -> stopped.getAsBoolean() || !updates.isEmpty());
        return notice.read(() -> stopped.getAsBoolean() ? new TreeMap<>() : new TreeMap<>(updates));
    }

    void releaseSlow() {
        notice.change(() -> {
            slowReleases++;
        });
    }

    long slowReleases() {
        return notice.read(() -> slowReleases);
    }

    /// Until somebody releases it.
    ///
    /// @param before the releases there had been when the message was not visible yet
    void holdSlow(long before, Duration delay, BooleanSupplier stopped) {
        notice.await(delay, () -> stopped.getAsBoolean() || slowReleases > before);
    }

    /// For those who wait on something outside, such as the stub's being stopped.
    void wake() {
        notice.change(() -> {});
    }

    boolean await(Duration atMost, BooleanSupplier condition) {
        return notice.await(atMost, condition);
    }
}
