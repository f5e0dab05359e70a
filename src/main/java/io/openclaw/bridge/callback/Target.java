package io.openclaw.bridge.callback;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a callback goes, taken from its URL once; whether it may go there is decided by [CallbackTargets].
///
/// @param host in lower case, without brackets or a final dot
/// @param literal the address that the host is; null for a name
/// @param path with the query; a fragment stays here
record Target(
        String host,
        int port,
        boolean tls,
        String path,
        @Nullable InetAddress literal) {
    /// Longer ones are no addresses that anybody wrote.
    private static final int LONGEST = 2_048;

    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

    /// @throws RefusedTarget where this is no address for a callback
    static Target of(URI given) throws RefusedTarget {
        URI url = URI.create(given.toASCIIString());
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new RefusedTarget("must begin with https:// or http://");
        }
        if (url.getRawUserInfo() != null
                || (url.getRawAuthority() != null && url.getRawAuthority().contains("@"))) {
            throw new RefusedTarget("must not contain a user name or password");
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            throw new RefusedTarget("has no valid host name (letters, digits, '-' and '.'; others in punycode)");
        }
        if (url.toString().length() > LONGEST) {
            throw new RefusedTarget("must be at most " + LONGEST + " characters long");
        }
        boolean tls = scheme.equals("https");
        String host = host(url.getHost());
        Optional<InetAddress> literal = AddressBlock.literal(host);
        if (literal.isEmpty() && (host.contains(":") || host.isEmpty() || looksLikeNumber(host))) {
            throw new RefusedTarget("has a host that is neither a name nor a plain IP address");
        }
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new Target(
                host,
                port,
                tls,
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
                literal.orElse(null));
    }

    private static String host(String host) {
        String name = withoutBrackets(host.toLowerCase(Locale.ROOT));
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /// `2130706433`, `127.1`, `0x7f.0.0.1`: some resolvers take them for addresses.
    static boolean looksLikeNumber(String host) {
        return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches();
    }

    /// As the Host header and the certificate have it.
    String hostInUrl() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /// The rest may be a secret.
    @Override
    public String toString() {
        return "Target[" + host + "]";
    }

    /// Why no callback goes there.
    static final class RefusedTarget extends Exception {
        private static final long serialVersionUID = 1L;

        /// @param flaw goes on after "callbackUrl", without host or path
        RefusedTarget(String flaw) {
            super(flaw, null, false, false);
        }

        String flaw() {
            return String.valueOf(getMessage());
        }
    }
}
