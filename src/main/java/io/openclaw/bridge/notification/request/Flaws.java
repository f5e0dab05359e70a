package io.openclaw.bridge.notification.request;

/// Collects everything that is wrong, so that a caller can mend it in one go. Each door shows it in its own way.
@FunctionalInterface
public interface Flaws {
    /// @param field the property; nested ones with dots
    /// @param message what is wrong and what would be right; never repeats the value
    void add(String field, String message);
}
