package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class NetworkNamespaceTest {

    @Test
    void aScenarioMeetsItselfFromAnAddressThatIsNotLoopbackAndNothingElse() throws Exception {
        assumeTrue(
                NetworkNamespace.whyNot().isEmpty(),
                () -> NetworkNamespace.whyNot().orElse(""));

        NetworkNamespace.Outcome outcome = NetworkNamespace.run(Scenario.class, 60, "hello");

        assertThat(outcome.output()).contains("hello from " + NetworkNamespace.ADDRESS + " with interfaces [lo]");
        assertThat(outcome.exit()).isEqualTo(7);
    }

    static final class Scenario {

        private Scenario() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws Exception {
            try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
                    Socket socket = new Socket(NetworkNamespace.ADDRESS, door.getLocalPort());
                    Socket guest = door.accept()) {
                var peer = (InetSocketAddress) guest.getRemoteSocketAddress();
                System.out.println(arguments[0] + " from " + peer.getAddress().getHostAddress() + " with interfaces "
                        + NetworkInterface.networkInterfaces()
                                .map(NetworkInterface::getName)
                                .toList());
                assertThat(socket.isConnected()).isTrue();
            }
            System.exit(7);
        }
    }
}
