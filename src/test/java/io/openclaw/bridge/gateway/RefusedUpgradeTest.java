package io.openclaw.bridge.gateway;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What stands before the WebSocket, and may be no gateway at all: plain HTTP instead of 101.
@ExtendWith(Clients.class)
final class RefusedUpgradeTest {
    private static final WireMockServer HTTP =
            new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

    @BeforeAll
    static void open() {
        HTTP.start();
    }

    @AfterAll
    static void shut() {
        HTTP.stop();
    }

    private static ClientState.Waiting answered(ResponseDefinitionBuilder answer, Clients.Maker clients) {
        HTTP.resetAll();
        HTTP.stubFor(any(anyUrl()).willReturn(answer));
        return clients.to(URI.create("ws://127.0.0.1:" + HTTP.port())).start().waiting();
    }

    @ParameterizedTest
    @CsvSource({
        "401, asks for credentials",
        "403, asks for credentials",
        "407, asks for credentials",
        "200, no OpenClaw gateway",
        "301, no OpenClaw gateway",
        "302, no OpenClaw gateway",
        "307, no OpenClaw gateway",
        "308, no OpenClaw gateway",
        "400, no OpenClaw gateway",
        "404, no OpenClaw gateway",
        "405, no OpenClaw gateway",
        "426, no OpenClaw gateway"
    })
    void anAnswerThatOnlyAHumanCanChangeIsSaidAndTriedSlowly(int status, String hint, Clients.Maker clients) {
        ClientState.Waiting waiting = answered(
                aResponse()
                        .withStatus(status)
                        .withHeader("Location", "http://127.0.0.1/")
                        .withBody("<html>"),
                clients);

        assertThat(waiting.reason()).isEqualTo(new CloseReason.UpgradeRefused(status, null));
        assertThat(waiting.hint()).contains(hint).contains("HTTP " + status);
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource({
        "429,,1000",
        "429,7,7000",
        "429,0,1000",
        "429,-5,1000",
        "429,99999999999,3600000",
        "429,999999999999999999999999999,1000",
        "429,'Fri, 20 Nov 2026 18:00:00 GMT',1000",
        "500,,1000",
        "502,,1000",
        "503,,1000",
        "503,120,120000",
        "504,,1000"
    })
    void aRefusalThatPassesIsTriedAgainNotBeforeItsRetryAfter(
            int status, @Nullable String retryAfter, long millis, Clients.Maker clients) {
        ResponseDefinitionBuilder answer = aResponse().withStatus(status);

        ClientState.Waiting waiting =
                answered(retryAfter == null ? answer : answer.withHeader("Retry-After", retryAfter), clients);

        assertThat(waiting.reason()).isInstanceOf(CloseReason.UpgradeRefused.class);
        assertThat(waiting.hint()).isNull();
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anAnswerThatBreaksOffIsTriedAgainSoon(Fault fault, Clients.Maker clients) {
        ClientState.Waiting waiting = answered(aResponse().withFault(fault), clients);

        assertThat(waiting.hint()).isNull();
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aFalse101IsNoWebSocket(Clients.Maker clients) {
        ClientState.Waiting waiting = answered(
                aResponse()
                        .withStatus(101)
                        .withHeader("Upgrade", "websocket")
                        .withHeader("Connection", "Upgrade")
                        .withHeader("Sec-WebSocket-Accept", "wrong"),
                clients);

        assertThat(waiting.hint()).isNull();
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whoRefusedOnceMayLetUsInLater(Clients.Maker clients) {
        TestClient client = clients.to(URI.create("ws://127.0.0.1:" + HTTP.port()));
        HTTP.resetAll();
        HTTP.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503)));
        client.start();
        for (int i = 0; i < 5; i++) {
            ClientState.Waiting waiting = client.waiting();
            assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(1L << i));
            client.passDelay(waiting);
        }
        assertThat(client.client.snapshot().failures()).isGreaterThanOrEqualTo(5);
    }
}
