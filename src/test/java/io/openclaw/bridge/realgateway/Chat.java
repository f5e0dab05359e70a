package io.openclaw.bridge.realgateway;

import java.util.concurrent.atomic.AtomicInteger;

/// A private chat at Telegram. Every test takes fresh ones: the gateway lets one message per second into a chat, and
/// remembers its session.
record Chat(String id) {

    private static final AtomicInteger LAST = new AtomicInteger(50_000);

    static Chat fresh() {
        return new Chat(Integer.toString(LAST.incrementAndGet()));
    }

    String sessionKey() {
        return "telegram:dm:" + id;
    }
}
