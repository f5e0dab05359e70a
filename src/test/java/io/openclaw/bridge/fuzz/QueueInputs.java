package io.openclaw.bridge.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.codec.WritableBuffer;
import org.apache.qpid.proton.message.Message;
import org.apache.qpid.proton.message.impl.MessageImpl;

/// Messages for the queue: a notification's JSON, spoilt or not, in a fitting or an odd body, with odd properties, and a few
/// whose encoding is broken.
final class QueueInputs {
    /// @param body what the JSON says; empty where the body is of another kind
    /// @param plain whether everything but the JSON is as it should be
    /// @param broken whether its encoding is
    record Input(String marker, byte[] body, boolean plain, boolean broken, Message message) {}

    private final RestInputs json;

    QueueInputs(RestInputs json) {
        this.json = json;
    }

    Input make(long seed) {
        Dice dice = new Dice(seed);
        String marker = Pool.marker(seed);
        byte[] body = json.notification(dice, marker, dice.oneIn(4) ? 0 : dice.below(4));
        boolean plain = true;
        Message message = Proton.message();
        message.setDurable(true);
        message.setMessageId("f-" + Long.toHexString(seed));
        if (dice.oneIn(12)) {
            plain = false;
            message.setBody(odd(dice, body));
        } else {
            String text = new String(body, StandardCharsets.UTF_8);
            boolean asText = dice.oneIn(2) && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), body);
            message.setBody(asText ? new AmqpValue(text) : new Data(new Binary(body)));
        }
        if (dice.oneIn(4)) {
            plain = false;
            spoilProperties(dice, message);
        }
        boolean broken = dice.oneIn(20);
        return new Input(marker, body, plain && !broken, broken, broken ? broken(dice, message) : message);
    }

    /// Half a surrogate pair would be a broken encoding.
    private static String nasty(Dice dice) {
        return new String(dice.nasty().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static Section odd(Dice dice, byte[] body) {
        return switch (dice.below(8)) {
            case 0 -> new AmqpValue(Map.of("message", new String(body, StandardCharsets.UTF_8)));
            case 1 -> new AmqpValue(List.of(1, "x"));
            case 2 -> new AmqpValue(42L);
            case 3 -> new AmqpValue(null);
            case 4 -> new AmqpSequence(List.of("x"));
            case 5 -> new Data(new Binary(new byte[0]));
            case 6 -> new AmqpValue(new Binary(body));
            default -> new AmqpValue("x".repeat(300_000));
        };
    }

    private static void spoilProperties(Dice dice, Message message) {
        Object id = switch (dice.below(6)) {
            case 0 -> null;
            case 1 -> UnsignedLong.valueOf(dice.below(100));
            case 2 -> new UUID(dice.seed(), 1);
            case 3 -> new Binary(new byte[] {0, (byte) 0xff});
            case 4 -> "x".repeat(100_000);
            default -> nasty(dice);
        };
        message.setMessageId(id);
        Map<String, Object> properties = new HashMap<>();
        properties.put("idempotencyKey", value(dice));
        properties.put("traceparent", value(dice));
        properties.put(nasty(dice), value(dice));
        message.setApplicationProperties(new ApplicationProperties(properties));
        message.setMessageAnnotations(new MessageAnnotations(
                new HashMap<>(Map.of(Symbol.valueOf("traceparent"), nasty(dice), Symbol.valueOf("x-opt-x"), 1))));
        if (dice.oneIn(3)) {
            message.setGroupId(nasty(dice));
            message.setGroupSequence(-1);
            message.setTtl(UnsignedInteger.MAX_VALUE.longValue());
            message.setPriority((short) 255);
            message.setContentType(nasty(dice).replaceAll("[^\\x20-\\x7e]", "?")); // a symbol is ASCII
            message.setContentEncoding("gzip");
            message.setReplyTo(nasty(dice));
            message.setCorrelationId(nasty(dice));
            message.setUserId(new byte[] {1});
            message.setAddress("elsewhere");
        }
    }

    private static Object value(Dice dice) {
        return switch (dice.below(5)) {
            case 0 -> 7;
            case 1 -> true;
            case 2 -> new Binary(new byte[] {1, 2});
            case 3 -> UnsignedLong.valueOf(1);
            default -> nasty(dice);
        };
    }

    /// The bytes of the message, changed in a few places.
    private static Message broken(Dice dice, Message message) {
        byte[] buffer = new byte[1 << 20];
        byte[] encoded = Arrays.copyOf(buffer, message.encode(buffer, 0, buffer.length));
        for (int i = dice.below(3); i >= 0; i--) {
            encoded = JsonMutations.bytes(dice, encoded);
        }
        byte[] bytes = encoded;
        // The only way past the client's own encoder.
        return new MessageImpl() {
            @Override
            public int encode(WritableBuffer to) {
                to.put(bytes, 0, bytes.length);
                return bytes.length;
            }
        };
    }
}
