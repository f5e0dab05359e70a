package io.openclaw.bridge.notification.admin;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All holds of one moment. Immutable; asking costs three look-ups at most.
public final class Held {
    public static final Held NOTHING = new Held(List.of());

    private final Map<Key, Hold> holds = new HashMap<>();

    private record Key(String gateway, Hold.Scope scope, String value) {}

    public Held(Collection<Hold> all) {
        all.forEach(hold -> holds.put(new Key(hold.gateway(), hold.scope(), hold.value()), hold));
    }

    /// The widest hold that stops a row; null where it may go.
    ///
    /// @param lane canonical session key
    /// @param sessionKey as the caller wrote it: it names the channel
    public @Nullable Hold on(String gateway, String lane, String sessionKey) {
        if (holds.isEmpty()) {
            return null;
        }
        Hold all = holds.get(new Key(gateway, Hold.Scope.GATEWAY, gateway));
        if (all != null) {
            return all;
        }
        Hold channel = holds.get(new Key(gateway, Hold.Scope.CHANNEL, Hold.channelOf(sessionKey)));
        return channel != null ? channel : holds.get(new Key(gateway, Hold.Scope.LANE, lane));
    }

    public boolean isEmpty() {
        return holds.isEmpty();
    }

    public int size() {
        return holds.size();
    }

    /// Of this gateway, the oldest first.
    public List<Hold> of(String gateway) {
        return holds.values().stream()
                .filter(hold -> hold.gateway().equals(gateway))
                .sorted(Comparator.comparing(Hold::since).thenComparing(Hold::value))
                .toList();
    }
}
