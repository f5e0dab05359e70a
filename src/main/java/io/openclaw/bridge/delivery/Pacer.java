package io.openclaw.bridge.delivery;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Remembers, for each key, when the last messages left, as long as that matters.
final class Pacer {
    private final Pace pace;

    /// Those that left last at the end.
    private final Map<String, Recent> recents = new LinkedHashMap<>();

    private static final class Recent {
        final long[] times;
        int count;
        long last;

        Recent(int size) {
            times = new long[size];
        }
    }

    Pacer(Pace pace) {
        this.pace = pace;
    }

    /// How long the next one has to wait; zero for not at all.
    Duration wait(String key, long now) {
        Recent recent = recents.get(key);
        if (recent == null || recent.count < recent.times.length) {
            return Duration.ZERO;
        }
        long free = recent.times[recent.count % recent.times.length]
                + pace.interval().toNanos()
                - now;
        return free <= 0 ? Duration.ZERO : Duration.ofNanos(free);
    }

    void left(String key, long now) {
        Recent recent = recents.remove(key);
        if (recent == null) {
            recent = new Recent(pace.messages());
        }
        recents.put(key, recent);
        recent.times[recent.count % recent.times.length] = now;
        recent.last = now;
        recent.count++;
        if (recent.count == 2 * recent.times.length) {
            recent.count -= recent.times.length; // the same place, without end
        }
        for (Iterator<Recent> all = recents.values().iterator(); all.hasNext(); ) {
            if (now - all.next().last <= pace.interval().toNanos()) {
                break;
            }
            all.remove();
        }
    }
}
