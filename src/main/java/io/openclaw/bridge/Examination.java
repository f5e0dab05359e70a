package io.openclaw.bridge;

import java.util.List;

/// A room that can say how it is, for the doctor. It looks anew each time, changes nothing, and does not wait for longer
/// than a few seconds in all; it runs on a thread of its own, which may block and is interrupted when it takes too long.
@FunctionalInterface
public interface Examination {
    /// What was found; several lines where several things were looked at.
    ///
    /// @throws Exception where it cannot be looked at; the doctor makes a failed line of that
    List<Checkup> examine() throws Exception;
}
