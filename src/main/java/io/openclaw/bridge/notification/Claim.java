package io.openclaw.bridge.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The write-ahead of a frame: committed before the frame is written, so that nothing is ever on its way that the disk
/// does not know of.
///
/// @param owner the process that claimed it
/// @param attempt number of the attempt, from 1
/// @param at when
/// @param bootId the gateway's life in which the frame was to be written: only within it does the gateway remember the
///     key; null where it was not known
public record Claim(
        String owner, int attempt, Instant at, @Nullable String bootId) {}
