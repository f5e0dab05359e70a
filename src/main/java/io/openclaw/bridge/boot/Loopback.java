package io.openclaw.bridge.boot;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Whether who listens there is heard on this machine only.
final class Loopback {
    private Loopback() {}

    /// A name other than `localhost` counts as elsewhere, whatever it resolves to today; so does nothing at all, which means
    /// every address.
    static boolean is(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String bare = host.strip();
        if (bare.startsWith("[") && bare.endsWith("]")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        if (bare.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(bare).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
