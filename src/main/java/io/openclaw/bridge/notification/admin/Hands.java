package io.openclaw.bridge.notification.admin;

/// Everything that the store lets operators do by hand.
public record Hands(Holds holds, LaneReads lanes, Tallies tallies, Purges purges, Backups backups) {}
