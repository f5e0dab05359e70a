package io.openclaw.bridge.notification;

/// One thing that is wrong with what a caller handed in.
///
/// @param field the property; nested ones with dots
/// @param message what is wrong and what would be right; never repeats a text or metadata
public record Flaw(String field, String message) {}
