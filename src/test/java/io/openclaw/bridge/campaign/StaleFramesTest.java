package io.openclaw.bridge.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.campaign.Site.Frame;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The judge finds what there is to be found.
class StaleFramesTest {
    /// @param frames connection and number, all of lane 0
    private static StaleFrames of(int[]... frames) {
        return StaleFrames.of(Stream.of(frames)
                .map(frame -> new Frame(frame[0], "n:" + frame[1], Callers.text(0, frame[1]), 0))
                .toList());
    }

    private static int[] frame(int connection, int number) {
        return new int[] {connection, number};
    }

    @Test
    void aLaneThatIsHandedOverAndBackIsGood() {
        StaleFrames frames = of(frame(1, 0), frame(1, 1), frame(2, 2), frame(2, 3), frame(1, 4));

        assertThat(frames.stale()).isEmpty();
        assertThat(frames.handOvers()).isEqualTo(2);
        assertThat(frames.takenOver()).isZero();
    }

    @Test
    void whatWasInDoubtIsRepeatedOnceByTheNextOne() {
        StaleFrames frames = of(frame(1, 0), frame(1, 1), frame(2, 1), frame(2, 2));

        assertThat(frames.stale()).isEmpty();
        assertThat(frames.takenOver()).isEqualTo(1);
    }

    @Test
    void whoRepeatsItsOwnIsGood() {
        assertThat(of(frame(1, 0), frame(1, 0), frame(1, 1)).stale()).isEmpty();
    }

    @Test
    void whatComesAfterTheOtherHasGoneOnIsStale() {
        assertThat(of(frame(1, 0), frame(2, 1), frame(2, 2), frame(1, 1)).stale())
                .hasSize(1);
    }

    @Test
    void whatComesAfterTheOtherHasRepeatedItIsStale() {
        assertThat(of(frame(1, 0), frame(2, 0), frame(1, 0)).stale()).hasSize(1);
    }
}
