package io.openclaw.bridge.event;

import org.jspecify.annotations.Nullable;

/// What a handler is told in place of values that its full queue lost.
@FunctionalInterface
interface Loss<T> {

    /// Adds one more lost value. Must be quick: it runs on the publisher's thread.
    ///
    /// @param before what stands for the values lost at this place so far; null for the first
    /// @return what the handler gets in place of all of them; null to tell it nothing
    @Nullable
    T add(@Nullable T before, T lost);
}
