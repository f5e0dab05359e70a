package io.openclaw.bridge.gateway;
import io.openclaw.bridge.fakegateway.*;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.extension.ExtendWith;
@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class DbgTest {
    @RepeatedTest(5)
    void x(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.DropSocket("connect"));
        TestClient client = clients.to(gateway).start();
        System.out.println(client.waiting().reason());
    }
    @RepeatedTest(5)
    void y(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        gateway.dropSockets();
        System.out.println(client.waiting().reason());
    }
}
