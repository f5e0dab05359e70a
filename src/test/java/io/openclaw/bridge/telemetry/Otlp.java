package io.openclaw.bridge.telemetry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Reads what an exporter sends to a collector, as far as tests want to know: `ExportTraceServiceRequest` in protobuf.
final class Otlp {
    /// A span that was exported.
    ///
    /// @param parent empty for the first of a trace
    record Exported(String name, String trace, String id, String parent) {}

    private Otlp() {}

    static List<Exported> spans(byte[] request) {
        List<Exported> spans = new ArrayList<>();
        within(request, 1, resource -> within(resource, 2, scope -> within(scope, 2, span -> spans.add(span(span)))));
        return spans;
    }

    private static Exported span(byte[] bytes) {
        String[] known = {"", "", "", ""};
        fields(bytes, (number, value) -> {
            switch (number) {
                case 1 -> known[1] = HexFormat.of().formatHex(value);
                case 2 -> known[2] = HexFormat.of().formatHex(value);
                case 4 -> known[3] = HexFormat.of().formatHex(value);
                case 5 -> known[0] = new String(value, StandardCharsets.UTF_8);
                default -> {}
            }
        });
        return new Exported(known[0], known[1], known[2], known[3]);
    }

    private static void within(byte[] message, int field, Consumer<byte[]> then) {
        fields(message, (number, value) -> {
            if (number == field) {
                then.accept(value);
            }
        });
    }

    /// Those with a length; the others are passed over.
    private static void fields(byte[] message, BiConsumer<Integer, byte[]> each) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            switch (tag & 7) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 5 -> in.getInt();
                case 2 -> {
                    byte[] value = new byte[(int) varint(in)];
                    in.get(value);
                    each.accept(tag >>> 3, value);
                }
                default -> throw new IllegalArgumentException("wire type " + (tag & 7));
            }
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
