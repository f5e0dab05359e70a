package io.openclaw.bridge.callback;

import org.jspecify.annotations.Nullable;

/// What came of one try.
sealed interface Answer {
    /// The receiver answered.
    ///
    /// @param retryAfter its header of that name, as it stands; null without one
    record Status(int code, @Nullable String retryAfter) implements Answer {
        private static final int GONE = 410;

        boolean isTaken() {
            return code >= 200 && code < 300;
        }

        /// The receiver wants no more of it.
        boolean isGone() {
            return code == GONE;
        }

        @Override
        public String why() {
            return "HTTP " + code;
        }
    }

    /// It did not answer.
    record Failed(String why) implements Answer {}

    /// The guard let nothing leave.
    record Refused(String why) implements Answer {}

    /// For people, without URL and body.
    String why();
}
