package io.openclaw.bridge.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameCodecTest {

    private static Optional<Frame> decode(String json) {
        return FrameCodec.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRequestHasItsFieldsInOrderAndATraceOnlyWhereThereIsOne() {
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("t", "a\"\\\n\u0001ä😀\ud800");

        assertThat(FrameCodec.encode(new Frame.Request("1", "send", params, null)))
                .isEqualTo(
                        "{\"type\":\"req\",\"id\":\"1\",\"method\":\"send\",\"params\":{\"t\":\"a\\\"\\\\\\n\\u0001ä😀\ud800\"}}");
        assertThat(FrameCodec.encode(
                        new Frame.Request("1", "send", JsonNodeFactory.instance.objectNode(), "00-a-b-01")))
                .isEqualTo(
                        "{\"type\":\"req\",\"id\":\"1\",\"method\":\"send\",\"params\":{},\"traceparent\":\"00-a-b-01\"}");
    }

    @Test
    void unknownFieldsAreSkippedHoweverTheyLook() {
        assertThat(decode("{'x':{'y':[1,{'z':null}]},'type':'res','later':[[],{}],'id':'7','ok':true,'payload':{'a':1},"
                        + "'n':1e5,'s':'','b':false}"))
                .hasValueSatisfying(frame -> {
                    assertThat(frame).isInstanceOf(Frame.Response.class);
                    Frame.Response response = (Frame.Response) frame;
                    assertThat(response.id()).isEqualTo("7");
                    assertThat(response.ok()).isTrue();
                    assertThat(response.error()).isNull();
                    assertThat(response.payload().path("a").asInt()).isEqualTo(1);
                });
    }

    @Test
    void aResponseMayCarryPayloadAndError() {
        assertThat(decode("{'type':'res','id':'7','ok':false,'payload':{'status':'error'},"
                        + "'error':{'code':'UNAVAILABLE','message':'m','retryable':true,'retryAfterMs':1000,"
                        + "'details':{'reason':'gateway-restarting'}}}"))
                .hasValueSatisfying(frame -> {
                    ErrorShape error = ((Frame.Response) frame).error();
                    assertThat(error).isNotNull();
                    assertThat(error.isGatewayPause()).isTrue();
                    assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(error).hasToString("UNAVAILABLE");
                });
    }

    @Test
    void anEventHasItsNumberOrNone() {
        assertThat(decode("{'type':'event','event':'tick','payload':{'ts':1},'seq':17}"))
                .hasValueSatisfying(
                        frame -> assertThat(((Frame.Event) frame).seq()).isEqualTo(17));
        assertThat(decode("{'type':'event','event':'tick'}"))
                .hasValueSatisfying(
                        frame -> assertThat(((Frame.Event) frame).seq()).isEqualTo(-1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "17",
                "'text'",
                "[]",
                "{",
                "{'type'",
                "{'type':'res'}",
                "{'type':'res','id':null}",
                "{'type':'res','id':{}}",
                "{'type':'event'}",
                "{'type':'event','event':null}",
                "{'type':'req','id':'1','method':'x'}",
                "{'type':['res'],'id':'1'}",
                "{'type':'res','id':'1'}}",
                "{'type':'res','id':'1'} x",
                "{'type':'res','id':'1','payload':{}",
                "{'type':'res','id':'1','payload':{'a':}}",
                "{type:'res',id:'1'}"
            })
    void whatIsNoFrameIsNone(String text) {
        assertThat(decode(text)).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreNoFrame() {
        SplittableRandom random = new SplittableRandom(20261120);
        byte[] valid = "{\"type\":\"res\",\"id\":\"1\",\"ok\":true,\"payload\":{\"a\":[1,2,{\"b\":\"c\"}]}}"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = valid.clone();
            for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            FrameCodec.decode(bytes); // anything but an exception
        }
        byte[] noise = new byte[1_000];
        random.nextBytes(noise);
        assertThat(FrameCodec.decode(noise)).isEmpty();
    }

    @Test
    void deepNestingIsNoFrameWhereverItIs() {
        String deep = "[".repeat(200_000) + "]".repeat(200_000);

        assertThat(decode("{'type':'res','id':'1','payload':" + deep + "}")).isEmpty();
        assertThat(decode("{'skipped':" + deep + ",'type':'res','id':'1'}")).isEmpty();
        assertThat(decode("{'type':'res','id':'1','payload':" + "[".repeat(500) + "]".repeat(500) + "}"))
                .isPresent();
    }

    @Test
    void noFramePrintsWhatItCarries() {
        Frame.Request request = new Frame.Request(
                "1", "send", JsonNodeFactory.instance.objectNode().put("t", "secret"), null);
        assertThat(request).hasToString("Request[1 send]");
        assertThat(decode("{'type':'res','id':'1','ok':true,'payload':{'t':'secret'}}")
                        .orElseThrow())
                .hasToString("Response[1 ok]");
        assertThat(decode("{'type':'res','id':'1','error':{'code':'X','message':'secret','details':{'code':'Y'}}}")
                        .orElseThrow())
                .hasToString("Response[1 X/Y]");
        assertThat(decode("{'type':'event','event':'chat','payload':{'t':'secret'},'seq':1}")
                        .orElseThrow())
                .hasToString("Event[chat #1]");
    }
}
