package io.openclaw.bridge.notification;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// SHA-256 of plain Java values (maps, lists, strings, whatever else by its `toString`, null), the same for the same
/// values: a client that writes its properties in another order is still repeating itself.
public final class CanonicalHash {
    private final MessageDigest digest = sha256();

    private CanonicalHash() {}

    /// 64 lower-case hex digits.
    public static String hex(List<?> values) {
        CanonicalHash hash = new CanonicalHash();
        hash.add(values);
        return HexFormat.of().formatHex(hash.digest.digest());
    }

    /// Unambiguous: every value is led by its kind and length.
    private void add(@Nullable Object value) {
        switch (value) {
            case null -> lead('n', 0);
            case Map<?, ?> map -> {
                lead('m', map.size());
                new TreeMap<Object, Object>(map).forEach((name, entry) -> {
                    add(name);
                    add(entry);
                });
            }
            case List<?> list -> {
                lead('l', list.size());
                list.forEach(this::add);
            }
            case String text -> bytes('s', text);
            default -> bytes('v', value.toString());
        }
    }

    private void bytes(char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        lead(kind, bytes.length);
        digest.update(bytes);
    }

    private void lead(char kind, int size) {
        digest.update(ByteBuffer.allocate(6).putChar(kind).putInt(size).flip());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
