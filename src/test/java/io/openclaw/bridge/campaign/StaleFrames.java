package io.openclaw.bridge.campaign;

import io.openclaw.bridge.campaign.Site.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the gateway received, held against the rule that one replica at a time delivers from a lane.
///
/// @param stale frames of a notification behind which another replica had already gone on in the same lane, or which it had
///     already repeated
/// @param takenOver frames in doubt that the next replica repeated, as it should
/// @param handOvers how often a lane went from one replica to another
record StaleFrames(List<String> stale, int takenOver, int handOvers) {
    private static final Pattern TEXT = Pattern.compile("lane (\\d+) number (\\d+)");

    /// @param frames of [Callers], in the order of their arrival, all of one boot of the gateway
    static StaleFrames of(List<Frame> frames) {
        Map<Integer, Last> lanes = new HashMap<>();
        List<String> stale = new ArrayList<>();
        int takenOver = 0;
        int handOvers = 0;
        for (Frame frame : frames) {
            Matcher text = TEXT.matcher(frame.text());
            if (!text.matches()) {
                continue;
            }
            int lane = Integer.parseInt(text.group(1));
            int number = Integer.parseInt(text.group(2));
            Last last = lanes.computeIfAbsent(lane, _ -> new Last(frame.connection()));
            boolean other = frame.connection() != last.connection;
            if (number < last.number || number == last.number && other && last.repeated) {
                stale.add(frame.text() + " on connection " + frame.connection() + ", after number " + last.number
                        + " on connection " + last.connection);
                continue;
            }
            if (other) {
                handOvers++;
                takenOver += number == last.number ? 1 : 0;
            }
            last.repeated = other && number == last.number || last.repeated && number == last.number;
            last.connection = frame.connection();
            last.number = number;
        }
        return new StaleFrames(stale, takenOver, handOvers);
    }

    private static final class Last {
        private int connection;
        private int number = -1;
        private boolean repeated;

        Last(int connection) {
            this.connection = connection;
        }
    }

    @Override
    public String toString() {
        return "%d stale frames, %d hand-overs of lanes, %d frames in doubt repeated by the next replica%s"
                .formatted(
                        stale.size(),
                        handOvers,
                        takenOver,
                        stale.isEmpty() ? "" : "\nstale: " + stale.subList(0, Math.min(10, stale.size())));
    }
}
