package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Queued;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fronts of the lanes, in bounded memory. What does not fit stays on disk, and the book knows: a lane is complete
/// or not, and the book is complete (every lane that has queued rows is in it) or not. Confined to the delivery thread.
///
/// Rows come in the order of commits, or as read from disk, which may be older than what was heard already: a row's
/// version decides. A row that is here and was changed unheard is harmless: its claim comes late.
final class LaneBook {
    /// Most urgent first, then by place.
    static final Comparator<Notification> ORDER = Comparator.comparingInt(
                    (Notification row) -> -row.content().priority())
            .thenComparingLong(Notification::seq);

    /// What a reading may miss at most before it is done again.
    private static final int MEANWHILE = 1_000;

    private final DeliverySettings.Memory limits;
    private final Map<String, Lane> lanes = new HashMap<>();
    private boolean complete;
    private int rows;
    private long bytes;

    LaneBook(DeliverySettings.Memory limits) {
        this.limits = limits;
    }

    boolean isComplete() {
        return complete;
    }

    void complete(boolean value) {
        complete = value;
    }

    @Nullable
    Lane find(String name) {
        return lanes.get(name);
    }

    Collection<Lane> lanes() {
        return lanes.values();
    }

    int rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    /// How many more rows fit.
    int room() {
        return bytes >= limits.bytes() ? 0 : Math.max(0, limits.rows() - Math.max(rows, lanes.size()));
    }

    /// Whether lanes must make room for each other.
    boolean isCrowded() {
        return rows > limits.rows() / 4 * 3 || lanes.size() > limits.rows() / 4 * 3 || bytes > limits.bytes() / 4 * 3;
    }

    /// Most rows of one lane now: its share of half the book, so that many lanes do not crowd it, and are not read again for
    /// every few rows.
    int perLane() {
        int share = limits.rows() / 2 / Math.max(1, lanes.size());
        return isCrowded() ? limits.whenCrowded() : Math.clamp(share, limits.whenCrowded(), limits.perLane());
    }

    /// A lane with fewer rows is read again. Never more than what a crowded book cuts it to, or the two would go on for
    /// ever.
    int low() {
        return isCrowded() ? 1 : limits.whenCrowded();
    }

    /// The lane, made if need be: then nothing is known of its rows.
    Lane hold(String name) {
        return lanes.computeIfAbsent(name, Lane::new);
    }

    /// A lane as it was read from disk.
    Lane add(List<Notification> front, boolean whole) {
        Lane lane = hold(front.getFirst().lane());
        replace(lane, front, whole);
        return lane;
    }

    /// What is known of these shards' lanes may be old: they stayed for what was under way, and were somebody else's.
    ///
    /// @return those lanes
    List<Lane> doubt(Set<Integer> shards) {
        List<Lane> doubted = lanes.values().stream()
                .filter(lane -> shards.contains(lane.shard))
                .toList();
        doubted.forEach(lane -> lane.complete = false);
        return doubted;
    }

    /// Takes the lane out. What it has is on disk.
    void drop(Lane lane) {
        clear(lane);
        lanes.remove(lane.name, lane);
    }

    /// A row was stored or changed.
    ///
    /// @return its lane; null where the book has no such lane, and for a queued row could not make one
    @Nullable
    Lane committed(Notification row) {
        Lane lane = lanes.get(row.lane());
        if (lane == null) {
            if (!complete || !(row.state() instanceof Queued)) {
                return null;
            }
            if (room() == 0) {
                shrink();
            }
            if (room() == 0) {
                complete = false;
                return null;
            }
            lane = hold(row.lane());
            lane.complete = true;
        }
        if (lane.meanwhile != null) {
            if (lane.meanwhile.size() < MEANWHILE) {
                lane.meanwhile.add(row);
            } else {
                lane.outdated = true;
            }
        }
        put(lane, row);
        return lane;
    }

    /// The lane's front as read, and then what was committed since the reading began.
    void loaded(Lane lane, List<Notification> front, boolean whole) {
        List<Notification> meanwhile = lane.meanwhile == null ? List.of() : lane.meanwhile;
        lane.meanwhile = null;
        if (lane.outdated) {
            lane.outdated = false;
            clear(lane);
            lane.complete = false;
            return;
        }
        replace(lane, front, whole);
        meanwhile.forEach(row -> put(lane, row));
    }

    private void replace(Lane lane, List<Notification> front, boolean whole) {
        clear(lane);
        lane.complete = true; // so that everything that was read finds its place
        front.stream().filter(row -> row.state() instanceof Queued).forEach(row -> put(lane, row));
        lane.complete &= whole;
    }

    private void clear(Lane lane) {
        lane.rows.forEach(this::uncount);
        lane.rows.clear();
    }

    /// The lane's first row, which is no longer in it.
    Notification take(Lane lane) {
        Notification first = lane.rows.removeFirst();
        uncount(first);
        return first;
    }

    private void put(Lane lane, Notification row) {
        Flight flight = lane.flight;
        if (flight != null && flight.row.id().equals(row.id()) && flight.row.version() >= row.version()) {
            return;
        }
        for (int i = 0; i < lane.rows.size(); i++) {
            Notification other = lane.rows.get(i);
            if (other.id().equals(row.id())) {
                if (other.version() >= row.version()) {
                    return;
                }
                lane.rows.remove(i);
                uncount(other);
                break;
            }
        }
        if (row.state() instanceof Queued) {
            insert(lane, row);
        }
    }

    private void insert(Lane lane, Notification row) {
        int place = lane.rows.size();
        while (place > 0 && ORDER.compare(lane.rows.get(place - 1), row) > 0) {
            place--;
        }
        if (place == lane.rows.size() && !lane.complete) {
            return; // belongs to what is on disk
        }
        lane.rows.add(place, row);
        rows++;
        bytes += RowWeight.of(row);
        trim(lane, perLane());
        while ((rows > limits.rows() || bytes > limits.bytes()) && lane.rows.size() > 1) {
            trim(lane, lane.rows.size() - 1);
        }
    }

    private void trim(Lane lane, int most) {
        while (lane.rows.size() > most) {
            uncount(lane.rows.removeLast());
            lane.complete = false;
        }
    }

    /// Long fronts make room for other lanes, where that is worth going through all of them.
    void shrink() {
        if (rows > 2 * limits.whenCrowded() * lanes.size()) {
            lanes.values().forEach(lane -> trim(lane, limits.whenCrowded()));
        }
    }

    private void uncount(Notification row) {
        rows--;
        bytes -= RowWeight.of(row);
    }
}
