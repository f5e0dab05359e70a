package io.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/// One line of the doctor. Never contains a secret or anything of a message.
///
/// @param name what was looked at, as `gateway.token`; stable, for scripts
/// @param text what was found, one sentence without its full stop
/// @param nextStep what to do about it; null where nothing is to be done
public record Checkup(
        String name, Result result, String text, @Nullable String nextStep) {

    /// How bad it is.
    public enum Result {
        OK,
        /// It works, but not as it should, or not for long.
        WARN,
        /// It does not work.
        FAIL
    }

    public static Checkup ok(String name, String text) {
        return new Checkup(name, Result.OK, text, null);
    }

    public static Checkup warn(String name, String text, String nextStep) {
        return new Checkup(name, Result.WARN, text, nextStep);
    }

    public static Checkup fail(String name, String text, String nextStep) {
        return new Checkup(name, Result.FAIL, text, nextStep);
    }
}
