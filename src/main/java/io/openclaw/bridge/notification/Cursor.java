package io.openclaw.bridge.notification;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/// Where a list goes on, as an opaque word. A checksum tells ours from made-up ones; it is no secret.
final class Cursor {
    private static final int BYTES = Long.BYTES + Integer.BYTES;

    /// Changes with the meaning of the number.
    private static final int KIND = 1;

    private Cursor() {}

    static String of(long beforeSeq) {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(beforeSeq)
                .putInt(check(beforeSeq))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// @throws NotificationException.Invalid for one that is not ours
    static long read(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                long beforeSeq = buffer.getLong();
                if (buffer.getInt() == check(beforeSeq) && of(beforeSeq).equals(cursor)) {
                    return beforeSeq;
                }
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new NotificationException.Invalid(
                "cursor", "is not one of ours; send a nextCursor exactly as it was given, or none");
    }

    private static int check(long beforeSeq) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(Long.BYTES + 1)
                .put((byte) KIND)
                .putLong(beforeSeq)
                .flip());
        return (int) sum.getValue();
    }
}
