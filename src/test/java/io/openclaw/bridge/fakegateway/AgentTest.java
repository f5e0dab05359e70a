package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.Posted.Via;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `agent` and `agent.wait`: contract 3.2 and 5. Rows that were recorded are in [RecordedGatewayTest].
class AgentTest {
    @RegisterExtension
    static final FakeGatewayExtension GATEWAY =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    @Test
    void aRunIsAnsweredTwiceWithTheSameId(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String id = agent(client, "SLEEP=1000", "agent:main:a", "k");
            assertThat(client.answer(id).at("/payload/status").asText()).isEqualTo("accepted");
            gateway.advance(Duration.ofMillis(999));
            client.settle();
            assertThat(client.hasAnswer(id)).isFalse();

            gateway.advance(Duration.ofMillis(1));

            JsonNode result = client.answer(id);
            assertThat(result.at("/payload/status").asText()).isEqualTo("ok");
            assertThat(result.at("/payload/result/payloads/0/text").asText()).isEqualTo("ECHO: SLEEP=1000");
        }
    }

    @Test
    void runsOfOneSessionFollowEachOtherAndThoseOfTwoDoNot(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String slow = agent(client, "SLEEP=1000 slow", "agent:main:a", "1");
            String behind = agent(client, "behind", "agent:main:a", "2");
            String beside = agent(client, "beside", "agent:main:b", "3");
            for (String id : new String[] {slow, behind, beside}) {
                assertThat(client.answer(id).at("/payload/status").asText()).isEqualTo("accepted");
            }
            assertThat(client.answer(beside).at("/payload/status").asText()).isEqualTo("ok");
            assertThat(client.hasAnswer(behind)).isFalse();

            gateway.advance(Duration.ofSeconds(1));

            client.answer(slow);
            client.answer(behind);
            JsonNode rows =
                    client.call("chat.history", "{'sessionKey':'agent:main:a'}").at("/payload/messages");
            assertThat(rows.get(0).path("idempotencyKey").asText()).isEqualTo("1:user");
            assertThat(rows.get(2).path("idempotencyKey").asText()).isEqualTo("2:user");
        }
    }

    @Test
    void aRunIsInFlightForEverybodyWhoRepeatsItsKey(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway);
                PlainClient other = PlainClient.greeted(gateway)) {
            agent(client, "SLEEP=1000", "agent:main:a", "k");
            gateway.awaitRequests("agent", 1);

            String id = agent(other, "something else", "agent:main:b", "k");

            assertThat(other.answer(id).at("/payload/status").asText()).isEqualTo("in_flight");
            gateway.advance(Duration.ofSeconds(1));
            other.settle();
            assertThat(other.hasAnswer(id)).as("one frame only").isFalse();
            String again = agent(other, "something else", "agent:main:b", "k");
            assertThat(other.answer(again).at("/payload/status").asText()).isEqualTo("ok");
        }
    }

    @Test
    void theReplyIsPostedWhereTheCallSays(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call(
                    "agent",
                    "{'message':'hi','sessionKey':'agent:main:a','deliver':true,'channel':'telegram','to':'8',"
                            + "'idempotencyKey':'k'}");
            Posted reply = gateway.awaitPosted(1).getFirst();
            assertThat(reply.text()).isEqualTo("ECHO: hi");
            assertThat(reply.via()).isEqualTo(Via.AGENT);
            assertThat(reply.key()).isEqualTo("k");
            assertThat(client.call("agent.wait", "{'runId':'k'}")
                            .at("/payload/terminalDelivery/status")
                            .asText())
                    .isEqualTo("sent");
        }
    }

    @Test
    void withoutDeliverNothingIsPosted(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call("agent", "{'message':'hi','sessionKey':'agent:main:a','idempotencyKey':'k'}");
            client.call("agent.wait", "{'runId':'k'}");
            assertThat(gateway.posted()).isEmpty();
        }
    }

    @Test
    void theRouteIsStoredEvenWhenThePostingFails(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String id = client.send(
                    "agent",
                    "{'message':'TG500','sessionKey':'agent:main:a','deliver':true,'channel':'telegram','to':'8',"
                            + "'idempotencyKey':'1'}");
            client.answer(id);
            assertThat(client.answer(id).path("ok").asBoolean()).isFalse();
            assertThat(client.call("agent.wait", "{'runId':'1'}")
                            .at("/payload/terminalDelivery/status")
                            .asText())
                    .isEqualTo("failed");

            client.call("agent", "{'message':'hi','sessionKey':'agent:main:a','deliver':true,'idempotencyKey':'2'}");

            assertThat(gateway.awaitPosted(1).getFirst().chat()).isEqualTo("8");
        }
    }

    @Test
    void aModelFailureEndsTheRunInAnError(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String id = agent(client, "FAIL500", "agent:main:a", "k");
            client.answer(id);
            JsonNode result = client.answer(id);
            assertThat(result.at("/payload/status").asText()).isEqualTo("error");
            assertThat(result.at("/error/code").asText()).isEqualTo("UNAVAILABLE");
            assertThat(client.event("chat").at("/payload/state").asText()).isEqualTo("error");
        }
    }

    @Test
    void aSilentRunIsOkWithoutAVisibleReply(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String id = agent(client, "NOREPLY", "agent:main:a", "k");
            client.answer(id);
            assertThat(client.answer(id).at("/payload/result/payloads")).isEmpty();
            assertThat(client.call("agent.wait", "{'runId':'k'}")
                            .at("/payload/terminalReply/disposition")
                            .asText())
                    .isEqualTo("silent");
        }
    }

    @Test
    void waitingTimesOutForRunningAndUnknownRunsAlike(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            agent(client, "SLEEP=60000", "agent:main:a", "k");
            String running = client.send("agent.wait", "{'runId':'k','timeoutMs':500}");
            String unknown = client.send("agent.wait", "{'runId':'?','timeoutMs':500}");
            gateway.awaitRequests("agent.wait", 2);

            gateway.advance(Duration.ofMillis(500));

            assertThat(client.answer(running).path("payload"))
                    .isEqualTo(PlainClient.json("{'runId':'k','status':'timeout'}"));
            assertThat(client.answer(unknown).path("payload"))
                    .isEqualTo(PlainClient.json("{'runId':'?','status':'timeout'}"));
        }
    }

    @Test
    void aRunSurvivesItsSocketAndCanBeWaitedForOnAnother(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            agent(client, "SLEEP=1000", "agent:main:a", "k");
            gateway.awaitRequests("agent", 1);
        }
        try (PlainClient other = PlainClient.greeted(gateway)) {
            String id = other.send("agent.wait", "{'runId':'k','timeoutMs':5000}");
            gateway.awaitRequests("agent.wait", 1);
            gateway.advance(Duration.ofSeconds(1));
            assertThat(other.answer(id).at("/payload/status").asText()).isEqualTo("ok");
            assertThat(other.event("chat").at("/payload/runId").asText()).isEqualTo("k");
        }
    }

    @Test
    void resultsAreForgottenWithTheirKeys(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call("agent", "{'message':'x','sessionKey':'agent:main:a','idempotencyKey':'k'}");
            gateway.advance(Duration.ofMinutes(6));
            String id = client.send("agent.wait", "{'runId':'k','timeoutMs':1}");
            gateway.awaitRequests("agent.wait", 1);
            gateway.advance(Duration.ofMillis(1));
            assertThat(client.answer(id).at("/payload/status").asText()).isEqualTo("timeout");
        }
    }

    @Test
    void aRunOfAnEarlierBootEndsInAnErrorWhenItsKeyComesBack(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call("agent", "{'message':'x','sessionKey':'agent:main:a','idempotencyKey':'k'}");
        }
        gateway.restart();
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String id = agent(client, "x", "agent:main:a", "k");
            assertThat(client.answer(id).at("/payload/status").asText()).isEqualTo("accepted");
            assertThat(client.answer(id).at("/payload/status").asText()).isEqualTo("error");
            JsonNode rows =
                    client.call("chat.history", "{'sessionKey':'agent:main:a'}").at("/payload/messages");
            assertThat(rows.get(rows.size() - 1).path("idempotencyKey").asText())
                    .isEqualTo("k:terminal-error");
        }
    }

    @Test
    void aRunsEventsComeInOrder(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            agent(client, "hi", "agent:main:a", "k");
            assertThat(client.event("agent").at("/payload/data/phase").asText()).isEqualTo("start");
            JsonNode delta = client.nextEvent();
            assertThat(delta.at("/payload/state").asText()).isEqualTo("delta");
            assertThat(delta.at("/payload/deltaText").asText()).isEqualTo("ECHO: hi");
            JsonNode end = client.nextEvent();
            assertThat(end.at("/payload/data/phase").asText()).isEqualTo("end");
            assertThat(end.at("/payload/data/terminalReply/text").asText()).isEqualTo("ECHO: hi");
            JsonNode last = client.nextEvent();
            assertThat(last.at("/payload/state").asText()).isEqualTo("final");
            assertThat(last.at("/payload/message/content/0/text").asText()).isEqualTo("ECHO: hi");
            assertThat(last.path("seq").asInt()).isEqualTo(4);
        }
    }

    private static String agent(PlainClient client, String message, String session, String key) {
        return client.send(
                "agent",
                Wire.object().put("message", message).put("sessionKey", session).put("idempotencyKey", key));
    }
}
