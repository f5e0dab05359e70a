package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.PlainClient.Close;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Clients from other machines: contract section 2, "Pairing flow".
class PairingTest {
    @RegisterExtension
    static final FakeGatewayExtension GATEWAY =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().remote(true).manualTime());

    private final TestDevice device = new TestDevice();

    @Test
    void withoutADeviceThereAreNoScopes(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode hello = client.connect(PlainClient.params(gateway.token()));
            assertThat(hello.path("ok").asBoolean()).isTrue();
            assertThat(hello.at("/payload/auth/scopes")).isEmpty();
        }
    }

    @Test
    void anUnknownDeviceHasToBeApprovedAndKeepsItsRequestId(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode error = connect(client, params(gateway)).path("error");

            PairingRequest request = gateway.awaitPairingRequest();
            assertThat(error)
                    .isEqualTo(PlainClient.json(
                            "{'code':'NOT_PAIRED','message':'pairing required: device is not approved yet','details':{"
                                    + "'code':'PAIRING_REQUIRED','reason':'not-paired','requestId':'"
                                    + request.requestId()
                                    + "','remediationHint':'Approve this device from the pending pairing requests.',"
                                    + "'deviceId':'" + device.id + "','requestedRole':'operator',"
                                    + "'requestedScopes':['operator.read','operator.write']}}"));
            assertThat(client.closed().code()).isEqualTo(1008);
        }
        assertThat(errorCode(gateway, params(gateway))).isEqualTo("PAIRING_REQUIRED");
        assertThat(gateway.pairingRequests()).hasSize(1);
    }

    @Test
    void anApprovedDeviceGetsATokenThatReplacesTheSharedOne(FakeGateway gateway) {
        String deviceToken = pair(gateway);

        JsonNode asDeviceToken = connect(gateway, withAuth(gateway, "deviceToken", deviceToken));
        assertThat(asDeviceToken.at("/payload/auth/method").asText()).isEqualTo("device-token");
        JsonNode asToken = connect(gateway, withAuth(gateway, "token", deviceToken));
        assertThat(asToken.at("/payload/auth/deviceToken").asText()).isEqualTo(deviceToken);
    }

    @Test
    void fewerScopesAreFineAndMoreAreNot(FakeGateway gateway) {
        String deviceToken = pair(gateway);

        ObjectNode fewer = withAuth(gateway, "deviceToken", deviceToken);
        fewer.putArray("scopes").add("operator.read");
        assertThat(connect(gateway, fewer).path("ok").asBoolean()).isTrue();
        ObjectNode more = withAuth(gateway, "deviceToken", deviceToken);
        more.withArray("scopes").add("operator.admin");
        assertThat(errorCode(gateway, more)).isEqualTo("AUTH_SCOPE_MISMATCH");
        ObjectNode moreWithSharedToken = params(gateway);
        moreWithSharedToken.withArray("scopes").add("operator.admin");
        assertThat(connect(gateway, moreWithSharedToken)
                        .at("/error/details/reason")
                        .asText())
                .isEqualTo("scope-upgrade");
    }

    @Test
    void anotherPlatformHasToBeApprovedAgain(FakeGateway gateway) {
        pair(gateway);
        ObjectNode params = params(gateway);
        ((ObjectNode) params.get("client")).put("platform", "darwin");
        assertThat(connect(gateway, params).at("/error/details/reason").asText())
                .isEqualTo("metadata-upgrade");
    }

    @Test
    void aRemovedDeviceIsThrownOutAndItsTokenIsWorthless(FakeGateway gateway) {
        String deviceToken = pair(gateway);
        try (PlainClient client = PlainClient.open(gateway)) {
            connect(client, withAuth(gateway, "deviceToken", deviceToken));

            gateway.removeDevice(device.id);

            assertThat(client.closed()).isEqualTo(new Close(4001, "device removed"));
        }
        assertThat(errorCode(gateway, withAuth(gateway, "deviceToken", deviceToken)))
                .isEqualTo("AUTH_DEVICE_TOKEN_MISMATCH");
        assertThat(errorCode(gateway, params(gateway))).isEqualTo("PAIRING_REQUIRED");
    }

    @Test
    void tenFailuresLockTheAddressOutForFiveMinutesAlsoWithTheRightToken(FakeGateway gateway) {
        for (int i = 0; i < 10; i++) {
            try (PlainClient client = PlainClient.open(gateway)) {
                JsonNode answer = client.connect(PlainClient.params("wrong"));
                assertThat(answer.at("/error/details/code").asText()).isEqualTo("AUTH_TOKEN_MISMATCH");
            }
        }
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode error = client.connect(params(gateway)).path("error");
            assertThat(error.at("/details/code").asText()).isEqualTo("AUTH_RATE_LIMITED");
            assertThat(error.path("retryable").asBoolean()).isTrue();
            assertThat(error.path("retryAfterMs").asInt()).isEqualTo(300_000);
        }
        JsonNode withDevice = connect(gateway, params(gateway)).path("error");
        assertThat(withDevice.at("/details/code").asText()).isEqualTo("AUTH_RATE_LIMITED");
        assertThat(withDevice.has("retryAfterMs"))
                .as("the real one leaves it out here")
                .isFalse();

        gateway.advance(Duration.ofMinutes(5));

        assertThat(errorCode(gateway, params(gateway))).isEqualTo("PAIRING_REQUIRED");
    }

    private String pair(FakeGateway gateway) {
        connect(gateway, params(gateway));
        gateway.approvePairing(gateway.awaitPairingRequest().requestId());
        return connect(gateway, params(gateway)).at("/payload/auth/deviceToken").asText();
    }

    private static ObjectNode params(FakeGateway gateway) {
        return PlainClient.params(gateway.token());
    }

    private static ObjectNode withAuth(FakeGateway gateway, String property, String value) {
        ObjectNode params = params(gateway);
        params.putObject("auth").put(property, value);
        return params;
    }

    private String errorCode(FakeGateway gateway, ObjectNode params) {
        return connect(gateway, params).at("/error/details/code").asText();
    }

    private JsonNode connect(FakeGateway gateway, ObjectNode params) {
        try (PlainClient client = PlainClient.open(gateway)) {
            return connect(client, params);
        }
    }

    private JsonNode connect(PlainClient client, ObjectNode params) {
        return client.connect(device.sign(params, client.event("connect.challenge")));
    }
}
