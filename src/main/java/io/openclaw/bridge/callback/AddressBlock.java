package io.openclaw.bridge.callback;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// Addresses that begin with the same bits: a CIDR block of IPv4 or IPv6.
final class AddressBlock {
    /// Without the short, octal and hexadecimal forms that some resolvers read: what people do not recognise is refused.
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    private final byte[] network;
    private final int bits;

    private AddressBlock(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    static AddressBlock only(InetAddress address) {
        return new AddressBlock(address.getAddress(), address.getAddress().length * Byte.SIZE);
    }

    /// @param text as in `10.0.0.0/8` or `fc00::/7`
    static Optional<AddressBlock> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text.substring(slash + 1));
        return literal(text.substring(0, slash))
                .map(InetAddress::getAddress)
                .filter(network -> bits <= network.length * Byte.SIZE)
                .map(network -> new AddressBlock(network, bits));
    }

    static AddressBlock of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException(text + " is no CIDR block"));
    }

    /// The address that a text is, without asking anybody.
    ///
    /// @param text four decimal numbers, or IPv6 without brackets and zone
    static Optional<InetAddress> literal(String text) {
        if (IPV4.matcher(text).matches()) {
            return Optional.of(Inet4Address.ofLiteral(text));
        }
        if (!text.contains(":") || text.contains("%")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Inet6Address.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ network[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
