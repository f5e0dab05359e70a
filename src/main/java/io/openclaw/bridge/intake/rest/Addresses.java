package io.openclaw.bridge.intake.rest;

import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Who is on the other side of a connection, as far as limits go.
final class Addresses {
    private static final int NETWORK_BYTES = 8;

    private Addresses() {}

    /// The address; of IPv6 its /64, for whoever has one address has them all.
    static String of(@Nullable SocketAddress remote) {
        String host = remote == null ? null : remote.hostAddress();
        if (host == null || host.indexOf(':') < 0) {
            return String.valueOf(host);
        }
        try {
            return InetAddress.ofLiteral(host) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES)) + "/64"
                    : host;
        } catch (IllegalArgumentException e) {
            return host;
        }
    }
}
