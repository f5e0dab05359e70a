package io.openclaw.bridge.notification;

import java.util.List;

/// Where a page ends: an answer is in memory until its client has read it, and texts may be long.
final class PageLength {
    /// Of the texts of a page, beyond which it ends: an answer of some 2 MiB, however long the texts are.
    private static final int MAX_CHARACTERS = 1 << 19;

    private PageLength() {}

    /// @return how many of the rows, at most `most`; at least one where there is one
    static int of(List<Notification> rows, int most) {
        int taken = 0;
        int characters = 0;
        while (taken < Math.min(most, rows.size()) && characters < MAX_CHARACTERS) {
            characters += rows.get(taken++).content().message().length();
        }
        return taken;
    }
}
