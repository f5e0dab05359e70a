package io.openclaw.bridge.callback;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Addresses that are not the public Internet (IANA's special-purpose registries, and the clouds' own): a callback there
/// would reach what only this machine can reach.
final class ForbiddenAddresses {
    private static final String METADATA = "a cloud's metadata address";

    /// The first match names it.
    private static final Map<AddressBlock, String> KINDS = new LinkedHashMap<>();

    static {
        for (String metadata : new String[] {
            "169.254.169.254/32", // AWS, Azure, Google and most others
            "169.254.170.2/32", // AWS ECS
            "100.100.100.200/32", // Alibaba
            "168.63.129.16/32", // Azure's host; otherwise a public address
            "192.0.0.192/32", // Oracle
            "fd00:ec2::254/128", // AWS
            "fd20:ce::254/128", // Google
        }) {
            KINDS.put(AddressBlock.of(metadata), METADATA);
        }
        KINDS.put(AddressBlock.of("0.0.0.0/8"), "an unspecified address");
        KINDS.put(AddressBlock.of("10.0.0.0/8"), "a private address");
        KINDS.put(AddressBlock.of("100.64.0.0/10"), "a carrier's shared address");
        KINDS.put(AddressBlock.of("127.0.0.0/8"), "a loopback address");
        KINDS.put(AddressBlock.of("169.254.0.0/16"), "a link-local address");
        KINDS.put(AddressBlock.of("172.16.0.0/12"), "a private address");
        KINDS.put(AddressBlock.of("192.0.0.0/24"), "a reserved address");
        KINDS.put(AddressBlock.of("192.0.2.0/24"), "a documentation address");
        KINDS.put(AddressBlock.of("192.88.99.0/24"), "a reserved address"); // the relays of 6to4
        KINDS.put(AddressBlock.of("192.168.0.0/16"), "a private address");
        KINDS.put(AddressBlock.of("198.18.0.0/15"), "a benchmark address");
        KINDS.put(AddressBlock.of("198.51.100.0/24"), "a documentation address");
        KINDS.put(AddressBlock.of("203.0.113.0/24"), "a documentation address");
        KINDS.put(AddressBlock.of("224.0.0.0/4"), "a multicast address");
        KINDS.put(AddressBlock.of("255.255.255.255/32"), "a broadcast address");
        KINDS.put(AddressBlock.of("240.0.0.0/4"), "a reserved address");
        KINDS.put(AddressBlock.of("::/128"), "an unspecified address");
        KINDS.put(AddressBlock.of("::1/128"), "a loopback address");
        KINDS.put(AddressBlock.of("fe80::/10"), "a link-local address");
        KINDS.put(AddressBlock.of("fec0::/10"), "a private address"); // site-local, given up long ago
        KINDS.put(AddressBlock.of("fc00::/7"), "a private address");
        KINDS.put(AddressBlock.of("ff00::/8"), "a multicast address");
        KINDS.put(AddressBlock.of("2001:db8::/32"), "a documentation address");
        KINDS.put(AddressBlock.of("3fff::/20"), "a documentation address");
        KINDS.put(AddressBlock.of("2001:2::/48"), "a benchmark address");
        KINDS.put(AddressBlock.of("2001::/23"), "a reserved address"); // Teredo, ORCHID and other protocols' own
    }

    private static final AddressBlock GLOBAL_IPV6 = AddressBlock.of("2000::/3");
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::/16");
    private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::/96");
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private ForbiddenAddresses() {}

    /// What kind of address it is that no callback goes to, with its article; empty for a public one.
    static Optional<String> kind(InetAddress address) {
        return kind(address.getAddress());
    }

    private static Optional<String> kind(byte[] address) {
        for (Map.Entry<AddressBlock, String> kind : KINDS.entrySet()) {
            if (kind.getKey().contains(address)) {
                return Optional.of(kind.getValue());
            }
        }
        if (address.length != IPV6_BYTES) {
            return Optional.empty();
        }
        if (isMapped(address) || NAT64.contains(address)) {
            return kind(part(address, IPV6_BYTES - IPV4_BYTES));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return kind(part(address, 2));
        }
        if (isIsatap(address)) {
            return kind(part(address, IPV6_BYTES - IPV4_BYTES));
        }
        return GLOBAL_IPV6.contains(address) ? Optional.empty() : Optional.of("a reserved address");
    }

    private static byte[] part(byte[] address, int from) {
        return Arrays.copyOfRange(address, from, from + IPV4_BYTES);
    }

    /// `::ffff:a.b.c.d`. The JDK makes IPv4 of it by itself; nobody should have to know that.
    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == (byte) 0xff && address[11] == (byte) 0xff;
    }

    /// An interface of the form `[02]00:5efe:a.b.c.d`: a tunnel to that IPv4 address (RFC 5214).
    private static boolean isIsatap(byte[] address) {
        return (address[8] & 0xfd) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
    }
}
