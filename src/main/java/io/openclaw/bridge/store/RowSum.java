package io.openclaw.bridge.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// How many rows a table has, and a checksum of them that does not depend on their order: the sum of their SHA-256.
final class RowSum {
    private static final int PARTS = 4;

    private final long[] sum = new long[PARTS];
    private final MessageDigest digest;
    private long rows;

    RowSum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /// @param row as PostgreSQL's COPY writes it, in text
    void add(byte[] row) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(row));
        for (int part = 0; part < PARTS; part++) {
            sum[part] += hash.getLong();
        }
        rows++;
    }

    long rows() {
        return rows;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowSum that && rows == that.rows && Arrays.equals(sum, that.sum);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sum);
    }

    @Override
    public String toString() {
        return rows + " rows, checksum %016x".formatted(sum[0]);
    }
}
