package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// What a gateway might do to a frame: things that a client must not even notice ([#noise]), and things after which a call
/// may have any end, but must have one ([#spoilt]).
final class FrameMutations {
    private static final int FINAL = 0x80;
    private static final int GIANT = 3 << 20;
    private static final List<Integer> CODES =
            List.of(0, 999, 1000, 1001, 1002, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 1015, 3000, 4000, 4008, 65_535);
    private static final List<String> EVENTS = List.of(
            "{'type':'event','event':'chat','payload':{'runId':'nobody','state':'final','message':{'content':[]}},'seq':7}",
            "{'type':'event','event':'agent','payload':null,'seq':-1}",
            "{'type':'event','event':'presence','payload':[[[]]],'seq':9223372036854775807}",
            "{'type':'event','event':'health','payload':{},'seq':1e400}",
            "{'type':'event','event':'tick','payload':{'ts':'x'},'seq':99999999999999999999999}",
            "{'type':'event','event':'\\u0000\\ud800','payload':'\\u202e','seq':null}",
            "{'type':'event','event':'session.message','payload':{'sessionKey':7,'message':{'role':[]}}}",
            "{'type':'res','id':'nobody-asked','ok':true,'payload':{}}",
            "{'type':'res','id':7,'ok':true,'payload':{}}",
            "{'type':'res','id':'','ok':'yes','payload':1e999999999}",
            "{'type':'res','id':'nobody','ok':false,'error':{'code':'INVALID_REQUEST','message':7,'details':[]}}",
            "{'type':'req','id':'1','method':'x','params':{}}",
            "{'type':'event'}",
            "{'type':['event']}",
            "{'type':'event','type':'res','id':'a','id':'b'}",
            "[]",
            "null",
            "7",
            "",
            "{",
            "{'a':" + "[".repeat(5_000),
            "not JSON");

    private FrameMutations() {}

    /// Beside the frame, or in how it is cut.
    static void noise(Dice dice, int first, byte[] payload, NetSocket client) {
        for (int i = dice.below(3); i >= 0; i--) {
            client.write(aside(dice, payload));
        }
        if ((first & 15) == WireTap.TEXT && payload.length > 2 && dice.oneIn(2)) {
            int cut = 1 + dice.below(payload.length - 1);
            client.write(WireTap.frame(WireTap.TEXT, Arrays.copyOf(payload, cut)));
            if (dice.oneIn(2)) {
                client.write(WireTap.frame(FINAL | WireTap.PING, new byte[0]));
            }
            client.write(WireTap.frame(0, new byte[0]));
            client.write(WireTap.frame(FINAL, Arrays.copyOfRange(payload, cut, payload.length)));
        } else {
            client.write(WireTap.frame(first, payload));
        }
        if (dice.oneIn(3)) {
            client.write(aside(dice, payload));
        }
    }

    private static Buffer aside(Dice dice, byte[] payload) {
        return switch (dice.below(8)) {
            case 0 -> WireTap.frame(FINAL | WireTap.PING, new byte[dice.below(126)]);
            case 1 -> WireTap.frame(FINAL | WireTap.PONG, new byte[dice.below(126)]);
            case 2 -> WireTap.frame(FINAL | WireTap.BINARY, new byte[dice.below(2_000)]);
            case 3 -> WireTap.text(dice.oneIn(20) ? giant() : new byte[0]);
            case 4 -> WireTap.text(elsewhere(dice, payload));
            default -> WireTap.text(quoted(dice.of(EVENTS)));
        };
    }

    /// The same answer, spoilt, to a call that there is not.
    private static byte[] elsewhere(Dice dice, byte[] payload) {
        JsonNode json = Judge.json(payload);
        if (!(json instanceof ObjectNode frame) || frame.path("payload").isMissingNode()) {
            return quoted(dice.of(EVENTS));
        }
        if (frame.path("payload").isContainerNode()) {
            JsonMutations.tree(dice, frame.path("payload"));
        }
        frame.put("id", "x" + dice.below(1_000_000_000));
        frame.put("event", "chat");
        return frame.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] giant() {
        byte[] giant = new byte[GIANT];
        Arrays.fill(giant, (byte) 'x');
        byte[] head = quoted("{'type':'event','event':'flood','payload':'");
        System.arraycopy(head, 0, giant, 0, head.length);
        giant[GIANT - 2] = '"';
        giant[GIANT - 1] = '}';
        return giant;
    }

    private static byte[] quoted(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    /// Instead of the frame.
    static void spoilt(Dice dice, int first, byte[] payload, NetSocket client) {
        switch (dice.below(16)) {
            case 0 -> {}
            case 1 -> client.close();
            case 2 -> client.write(close(dice));
            case 3 -> client.write(WireTap.frame(first ^ (1 << dice.below(8)), payload));
            case 4 -> client.write(WireTap.frame(FINAL | WireTap.BINARY, payload));
            case 5 -> { // masked, which a server must not
                Buffer masked = WireTap.frame(first, payload);
                client.write(masked.setByte(1, (byte) (masked.getByte(1) | 0x80)));
            }
            case 6 ->
                client.write(Buffer.buffer()
                        .appendByte((byte) first)
                        .appendByte((byte) 127)
                        .appendLong(dice.oneIn(2) ? Long.MAX_VALUE : -1)
                        .appendBytes(payload));
            case 7 -> {
                byte[] broken = payload.clone();
                if (broken.length > 0) {
                    broken[dice.below(broken.length)] = (byte) 0xff;
                }
                client.write(WireTap.frame(first, broken));
            }
            case 8 -> { // begun anew in the middle
                client.write(WireTap.frame(WireTap.TEXT, payload));
                client.write(WireTap.frame(first, payload));
            }
            case 9, 10, 11 -> {
                byte[] broken = payload;
                for (int i = dice.below(3); i >= 0; i--) {
                    broken = JsonMutations.bytes(dice, broken);
                }
                client.write(WireTap.frame(first, broken));
            }
            default -> {
                JsonNode json = Judge.json(payload);
                for (int i = dice.below(4); i >= 0 && json != null && json.isContainerNode(); i--) {
                    JsonMutations.tree(dice, json);
                }
                client.write(WireTap.frame(
                        first, json == null ? payload : json.toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static Buffer close(Dice dice) {
        byte[] body = switch (dice.below(4)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {3};
            case 2 -> new byte[] {(byte) 3, (byte) 0xe8, (byte) 0xff, (byte) 0xfe};
            default -> {
                int code = dice.of(CODES);
                yield new byte[] {(byte) (code >> 8), (byte) code, 'b', 'y', 'e'};
            }
        };
        return WireTap.frame(FINAL | WireTap.CLOSE, body);
    }
}
