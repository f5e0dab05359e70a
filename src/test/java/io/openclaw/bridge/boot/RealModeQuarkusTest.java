package io.openclaw.bridge.boot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The whole service with the real bridge, in front of the fake gateway.
@QuarkusTest
@WithTestResource(value = RealModeQuarkusTest.Gateway.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RealModeQuarkusTest {
    @Inject
    OpenClawBridge bridge;

    /// A gateway that is there before the service starts.
    public static final class Gateway implements QuarkusTestResourceLifecycleManager {
        private static volatile @Nullable FakeGateway current;

        static FakeGateway current() {
            return Objects.requireNonNull(current);
        }

        @Override
        public Map<String, String> start() {
            FakeGateway gateway = FakeGateway.start();
            current = gateway;
            Path data;
            try {
                data = Files.createTempDirectory("bridge-data");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return Map.of(
                    "openclaw.mode", "real",
                    "openclaw.gateway.url", gateway.uri().toString(),
                    "openclaw.gateway.token", gateway.token(),
                    "openclaw.data-dir", data.toString());
        }

        @Override
        public void stop() {
            current().close();
        }
    }

    @Test
    void aMessagePostedOverHttpReachesTheChatThroughTheGateway() {
        bridge.connectAndAwait();

        given().contentType(ContentType.JSON)
                .body("{\"message\":\"Deploy finished\",\"metadata\":{\"issue\":7}}")
                .post("/api/v1/sessions/telegram:dm:4711/messages")
                .then()
                .statusCode(200)
                .body("status", equalTo("sent"))
                .body("gateway", equalTo("default"))
                .body("metadata.issue", equalTo(7));

        assertThat(Gateway.current().posted()).anySatisfy(posted -> {
            assertThat(posted.chat()).isEqualTo("4711");
            assertThat(posted.text()).isEqualTo("Deploy finished");
        });
    }

    @Test
    void anAgentsReplyComesBackOverHttp() {
        bridge.connectAndAwait();

        given().contentType(ContentType.JSON)
                .body("{\"message\":\"Any news?\"}")
                .post("/api/v1/sessions/agent:main:main/messages")
                .then()
                .statusCode(200)
                .body("reply", equalTo("ECHO: Any news?"));
    }

    @Test
    void nobodyClosesAnInjectedBridge() {
        assertThatThrownBy(bridge::closeAndAwait).isInstanceOf(IllegalStateException.class);
    }
}
