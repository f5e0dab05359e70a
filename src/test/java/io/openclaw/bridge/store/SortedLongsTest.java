package io.openclaw.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedLongsTest {

    /// Beside a set that is known to be right: mostly at the end, now and then in the middle, and away from the front.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsWhatASortedSetHolds(int seed) {
        Random random = new Random(seed);
        SortedLongs longs = new SortedLongs();
        TreeSet<Long> set = new TreeSet<>();
        long next = 1;
        for (int i = 0; i < 40_000; i++) {
            boolean growing = i / 10_000 % 2 == 0;
            long value = random.nextInt(10) < 7 ? next++ : 1 + random.nextLong(next);
            if (random.nextInt(10) < (growing ? 8 : 2)) {
                assertThat(longs.add(value)).isEqualTo(set.add(value));
            } else if (!set.isEmpty()) {
                long gone = random.nextBoolean() ? set.first() : random.nextBoolean() ? set.last() : value;
                assertThat(longs.remove(gone)).isEqualTo(set.remove(gone));
            }
            assertThat(longs.size()).isEqualTo(set.size());
            if (i % 500 == 0) {
                assertThat(after(longs, 0)).isEqualTo(List.copyOf(set));
                long middle = random.nextLong(next + 1);
                assertThat(after(longs, middle)).isEqualTo(List.copyOf(set.tailSet(middle, false)));
            }
        }
        List.copyOf(set).forEach(longs::remove);
        assertThat(longs.isEmpty()).isTrue();
        assertThat(after(longs, 0)).isEmpty();
    }

    private static List<Long> after(SortedLongs longs, long value) {
        List<Long> found = new ArrayList<>();
        longs.after(value, found::add);
        return found;
    }
}
