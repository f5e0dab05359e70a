package io.openclaw.bridge.realgateway;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What may stand in no log line and in no error: tokens, and what people wrote.
final class Confidential {

    /// Shorter lines of a text, such as `end`, stand in every log by chance.
    private static final int TELLING = 12;

    private final Set<String> pieces = ConcurrentHashMap.newKeySet();

    void token(String token) {
        pieces.add(token);
    }

    void text(String text) {
        text.lines().map(String::strip).filter(line -> line.length() >= TELLING).forEach(pieces::add);
    }

    List<String> leaksIn(String place) {
        return pieces.stream().filter(place::contains).sorted().toList();
    }
}
