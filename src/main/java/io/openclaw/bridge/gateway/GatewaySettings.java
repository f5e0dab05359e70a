package io.openclaw.bridge.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Everything that a [GatewayClient] must be told. Immutable.
///
/// @param url `ws` or `wss`
/// @param token the gateway's shared token; asked for at every connection, so that it can be rotated.
///     Null where there is none
/// @param tokenSetting where people set that token, for hints
/// @param clientVersion our version, shown in the gateway's lists
/// @param scopes what we ask for, and must get
/// @param tls for `wss`
/// @param window most calls outstanding at once
/// @param maxWaiting most calls that wait for a place in the window; more fail at once, there is no
///     unbounded buffer
/// @param connectTimeout for TCP and TLS
/// @param handshakeTimeout from the open socket to `hello-ok`; the gateway itself gives up after 15 s
///     (contract 2)
/// @param reconnectInitial first delay of the reconnector
/// @param reconnectMaximum its largest delay
public record GatewaySettings(
        URI url,
        Supplier<@Nullable String> token,
        String tokenSetting,
        String clientVersion,
        List<String> scopes,
        TlsSettings tls,
        int window,
        int maxWaiting,
        Duration connectTimeout,
        Duration handshakeTimeout,
        Duration reconnectInitial,
        Duration reconnectMaximum) {

    /// Contract 0: what reading and sending need.
    public static final List<String> SCOPES = List.of("operator.read", "operator.write");

    /// Contract 11: ≤ 64 recommended; the gateway's start queue of 256 is shared by all its clients.
    public static final int WINDOW = 64;

    /// 16 windows: about as many as are answered within the shortest deadline even at the 30/s of a
    /// throttled platform times 10 s … 30 s.
    public static final int MAX_WAITING = 1024;

    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private static final Pattern AUTHORITY =
            Pattern.compile("(?:.*@)?(?<host>\\[[^]]+]|[^:\\[\\]]+)(?::(?<port>\\d{1,5})?)?");

    private static final Set<String> SCHEMES = Set.of("ws", "wss");

    public GatewaySettings {
        if (url.getScheme() == null
                || !SCHEMES.contains(url.getScheme().toLowerCase(Locale.ROOT))
                || hostOf(url).isEmpty()
                || portOf(url) > 65_535) {
            throw new IllegalArgumentException(
                    "OPENCLAW_GATEWAY_URL must be ws://host:port or wss://host:port, but is " + withoutSecrets(url));
        }
        if (window < 1 || maxWaiting < 0) {
            throw new IllegalArgumentException("window must be at least 1 and maxWaiting at least 0");
        }
        scopes = List.copyOf(scopes);
    }

    /// Defaults for everything but the address and the token.
    public static GatewaySettings of(URI url, Supplier<@Nullable String> token) {
        return new GatewaySettings(
                url,
                token,
                ConnectHint.TOKEN_SETTING,
                "dev",
                SCOPES,
                TlsSettings.DEFAULT,
                WINDOW,
                MAX_WAITING,
                CONNECT_TIMEOUT,
                HANDSHAKE_TIMEOUT,
                Reconnector.INITIAL,
                Reconnector.MAXIMUM);
    }

    public GatewaySettings withWindow(int calls, int waiting) {
        return new GatewaySettings(
                url,
                token,
                tokenSetting,
                clientVersion,
                scopes,
                tls,
                calls,
                waiting,
                connectTimeout,
                handshakeTimeout,
                reconnectInitial,
                reconnectMaximum);
    }

    public GatewaySettings withTls(TlsSettings value) {
        return new GatewaySettings(
                url,
                token,
                tokenSetting,
                clientVersion,
                scopes,
                value,
                window,
                maxWaiting,
                connectTimeout,
                handshakeTimeout,
                reconnectInitial,
                reconnectMaximum);
    }

    public boolean secure() {
        return "wss".equalsIgnoreCase(url.getScheme());
    }

    public String host() {
        return hostOf(url);
    }

    public int port() {
        return portOf(url) > 0 ? portOf(url) : secure() ? 443 : 80;
    }

    /// The address for people: without user info and query, where some put tokens.
    public String address() {
        return withoutSecrets(url);
    }

    private static String withoutSecrets(URI url) {
        return url.getScheme() + "://" + hostOf(url) + (portOf(url) > 0 ? ":" + portOf(url) : "")
                + (url.getRawPath() == null ? "" : url.getRawPath());
    }

    private static String hostOf(URI url) {
        String host = authority(url, "host");
        return host == null ? "" : host;
    }

    private static int portOf(URI url) {
        String port = authority(url, "port");
        return port == null ? -1 : Integer.parseInt(port);
    }

    /// Not left to [URI]: it takes `openclaw_gateway`, a usual name among containers, for no host at all.
    private static @Nullable String authority(URI url, String part) {
        Matcher matcher = AUTHORITY.matcher(url.getRawAuthority() == null ? "" : url.getRawAuthority());
        return matcher.matches() ? matcher.group(part) : null;
    }

    /// Never the token.
    @Override
    public String toString() {
        return "GatewaySettings[" + address() + ", window " + window + "]";
    }
}
