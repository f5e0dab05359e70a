package io.openclaw.bridge.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/// Numbers in ascending order, 8 to 16 bytes each: made for many that come at the end and go at the beginning, while one in
/// the middle moves at most a chunk. Not safe for several threads.
final class SortedLongs {
    /// 8 KiB: a move within it takes less than a microsecond.
    private static final int CHUNK = 1_024;

    /// Most lanes have few rows.
    private static final int SMALLEST = 2;

    private final List<Chunk> chunks = new ArrayList<>(1);
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// @return whether it was not there yet
    boolean add(long value) {
        int at = chunkOf(value);
        if (at < 0) {
            chunks.add(new Chunk());
            at = 0;
        }
        Chunk chunk = chunks.get(at);
        int place = chunk.find(value);
        if (place >= 0) {
            return false;
        }
        if (chunk.size() == CHUNK) {
            // At the end a new chunk begins, so that those before stay full; elsewhere one becomes two.
            boolean last = at == chunks.size() - 1 && -place - 1 == chunk.to;
            Chunk next = last ? new Chunk() : chunk.half();
            chunks.add(at + 1, next);
            chunk = last || value > next.values[next.from] ? next : chunk;
            place = chunk.find(value);
        }
        chunk.insert(-place - 1, value);
        size++;
        return true;
    }

    /// @return whether it was there
    boolean remove(long value) {
        int at = chunkOf(value);
        int place = at < 0 ? -1 : chunks.get(at).find(value);
        if (place < 0) {
            return false;
        }
        chunks.get(at).removeAt(place);
        if (chunks.get(at).size() == 0) {
            chunks.remove(at);
        }
        size--;
        return true;
    }

    /// Hands over those behind a number, ascending, until it is told to stop.
    void after(long value, LongPredicate more) {
        for (int at = Math.max(0, chunkOf(value)); at < chunks.size(); at++) {
            Chunk chunk = chunks.get(at);
            int place = chunk.find(value);
            for (int i = place < 0 ? -place - 1 : place + 1; i < chunk.to; i++) {
                if (!more.test(chunk.values[i])) {
                    return;
                }
            }
        }
    }

    /// The last chunk that begins at or before the value, or the first; negative where there is none.
    private int chunkOf(long value) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (chunks.get(middle).first() <= value) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? -1 : low;
    }

    /// Never empty, but for a moment.
    private static final class Chunk {
        long[] values = new long[SMALLEST];
        int from;
        int to;

        int size() {
            return to - from;
        }

        long first() {
            return values[from];
        }

        int find(long value) {
            return to > from && values[to - 1] < value ? -to - 1 : Arrays.binarySearch(values, from, to, value);
        }

        void insert(int place, long value) {
            int at = place;
            if (to == values.length) {
                long[] room = from > 0 ? values : new long[Math.min(CHUNK, values.length * 2)];
                System.arraycopy(values, from, room, 0, size());
                at -= from;
                to -= from;
                from = 0;
                values = room;
            }
            System.arraycopy(values, at, values, at + 1, to - at);
            values[at] = value;
            to++;
        }

        void removeAt(int place) {
            if (place == from) {
                from++;
            } else {
                System.arraycopy(values, place + 1, values, place, to - place - 1);
                to--;
            }
            if (size() > 0 && size() < values.length / 4) {
                values = Arrays.copyOfRange(values, from, from + values.length / 2);
                to -= from;
                from = 0;
            }
        }

        /// Gives away its upper half.
        Chunk half() {
            Chunk upper = new Chunk();
            int middle = from + size() / 2;
            upper.values = Arrays.copyOfRange(values, middle, middle + CHUNK);
            upper.to = to - middle;
            to = middle;
            return upper;
        }
    }
}
