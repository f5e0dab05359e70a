package io.openclaw.bridge.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way to a gateway, looked at without a word of its protocol: name, TCP, TLS. For people who want to know where it
/// ends.
///
/// @param host as in the settings
/// @param addresses of the host; empty where its name is not known
/// @param trouble why nothing was reached, a sentence without its full stop; null where TCP connects
/// @param took until TCP was connected
/// @param certificate what TLS shows; null without TLS, or where it was not reached
public record Approach(
        String host,
        int port,
        List<InetAddress> addresses,
        @Nullable String trouble,
        Duration took,
        @Nullable CertificateCheck certificate) {

    private static final int CONNECT_MILLIS = 2_000;

    /// Looks, blocking, for at most four seconds and a name's lookup.
    public static Approach look(GatewaySettings settings) {
        long begun = System.nanoTime();
        List<InetAddress> addresses = List.of();
        String host = settings.host().replace("[", "").replace("]", "");
        try (Socket socket = new Socket()) {
            addresses = Arrays.asList(InetAddress.getAllByName(host));
            socket.connect(new InetSocketAddress(addresses.getFirst(), settings.port()), CONNECT_MILLIS);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            return new Approach(
                    host,
                    settings.port(),
                    addresses,
                    null,
                    took,
                    settings.secure() ? CertificateCheck.look(socket, host, settings.tls()) : null);
        } catch (IOException e) {
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            return new Approach(host, settings.port(), addresses, words(e, host, settings.port()), took, null);
        }
    }

    private static String words(IOException failure, String host, int port) {
        return switch (failure) {
            case UnknownHostException _ -> "no name server knows the host " + host;
            case SocketTimeoutException _ -> host + ":" + port + " does not answer within 2 s";
            default -> host + ":" + port + " cannot be reached: " + failure.getMessage();
        };
    }

    /// Whether nobody on the way could listen. False where the host is not known.
    public boolean isLoopback() {
        return !addresses.isEmpty() && addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    }
}
