package io.openclaw.bridge.intake.rest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The idempotency key that a direct send has at the gateway.
///
/// Never the caller's key itself: the gateway answers a key that it knows with the first body's
/// result, so a caller's reused key would swallow a new message (contract 3.5).
/// The body's values are hashed, not its bytes: a client that writes its properties in another
/// order is still repeating itself.
final class GatewayKey {
    private static final String PREFIX = "d:";

    private final MessageDigest digest = sha256();

    private GatewayKey() {}

    static String of(String caller, String sessionKey, DirectMessage body) {
        if (body.idempotencyKey() == null) {
            return PREFIX + UUID.randomUUID();
        }
        GatewayKey key = new GatewayKey();
        key.add(Arrays.asList(
                caller,
                sessionKey,
                body.idempotencyKey(),
                body.message(),
                body.metadata(),
                body.delivery(),
                body.format(),
                body.agentId(),
                body.accountId(),
                body.threadId(),
                body.replyToId(),
                body.silent(),
                body.deadline(),
                body.awaitRun()));
        return PREFIX + HexFormat.of().formatHex(key.digest.digest());
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
