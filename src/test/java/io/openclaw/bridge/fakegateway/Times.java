package io.openclaw.bridge.fakegateway;

/// How often a fault strikes.
public record Times(int count) {

    /// Until the gateway is closed or its faults are cleared. Counts as consumed once it has struck.
    public static final Times ALWAYS = new Times(Integer.MAX_VALUE);

    public Times {
        if (count < 1) {
            throw new IllegalArgumentException("a fault strikes at least once, not " + count + " times");
        }
    }

    public static Times times(int count) {
        return new Times(count);
    }
}
