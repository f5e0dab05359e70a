package io.openclaw.bridge.callback;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the operator lets through the guard. An entry with a port holds for that port alone, whichever it is; one without
/// for all ports that the guard lets pass anyway.
public final class AllowList {
    /// Nothing but the public Internet.
    public static final AllowList NONE = new AllowList(List.of());

    private static final int ANY = 0;
    private static final int LAST_PORT = 65_535;
    private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^\\]]*]|[^:]*):(\\d{1,5})");

    private final List<Entry> entries;

    private AllowList(List<Entry> entries) {
        this.entries = entries;
    }

    /// @param entries host names, addresses, CIDR blocks, `host:port`
    /// @throws IllegalArgumentException with a sentence that quotes the wrong entry
    public static AllowList parse(List<String> entries) {
        return new AllowList(entries.stream()
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .map(AllowList::entry)
                .toList());
    }

    private static Entry entry(String text) {
        Optional<AddressBlock> block = AddressBlock.parse(text);
        if (block.isPresent()) {
            return new Entry(null, block.get(), ANY);
        }
        Matcher withPort = HOST_AND_PORT.matcher(text);
        String host = withPort.matches() ? withPort.group(1) : text;
        int port = withPort.matches() ? Integer.parseInt(withPort.group(2)) : ANY;
        if (withPort.matches() && (port < 1 || port > LAST_PORT)) {
            throw wrong(text);
        }
        Optional<InetAddress> literal = AddressBlock.literal(Target.withoutBrackets(host));
        if (literal.isPresent()) {
            return new Entry(null, AddressBlock.only(literal.get()), port);
        }
        if (!HOST.matcher(host).matches() || Target.looksLikeNumber(host)) {
            throw wrong(text);
        }
        return new Entry(host, null, port);
    }

    private static IllegalArgumentException wrong(String entry) {
        return new IllegalArgumentException(
                "OPENCLAW_CALLBACK_ALLOW: \"" + entry
                        + "\" is no host name (hooks.internal), address (10.1.2.3), CIDR block (10.0.0.0/8) or host:port (hooks.internal:8080)");
    }

    /// Whether a forbidden address may be connected to.
    ///
    /// @param address null before it is known: only the name counts then
    boolean allows(String host, @Nullable InetAddress address, int port) {
        return entries.stream().anyMatch(entry -> entry.matches(host, address) && entry.coversPort(port));
    }

    /// Whether a port that is not usual may be connected to.
    boolean namesPort(String host, @Nullable InetAddress address, int port) {
        return entries.stream().anyMatch(entry -> entry.port == port && entry.matches(host, address));
    }

    private record Entry(@Nullable String host, @Nullable AddressBlock block, int port) {
        boolean matches(String otherHost, @Nullable InetAddress address) {
            return block == null ? otherHost.equals(host) : address != null && block.contains(address);
        }

        boolean coversPort(int otherPort) {
            return port == ANY || port == otherPort;
        }
    }
}
