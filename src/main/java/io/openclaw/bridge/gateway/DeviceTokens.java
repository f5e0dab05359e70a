package io.openclaw.bridge.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The token that a gateway gave this device when it was approved. Kept in one file, readable by its
/// owner only, beside the device key.
///
/// Safe from any thread; [#load(Path)] and [#save()] block on the disk.
public final class DeviceTokens {
    private final Path file;
    private final boolean kept;
    private @Nullable String token;

    private DeviceTokens(Path file, @Nullable String token, boolean kept) {
        this.file = file;
        this.token = token;
        this.kept = kept;
    }

    /// Reads the stored token, if there is one.
    ///
    /// @throws IOException where the file exists and cannot be read
    public static DeviceTokens load(Path file) throws IOException {
        return new DeviceTokens(file, stored(file), true);
    }

    /// As [#load(Path)], but nothing is ever written: for a second client beside the one that owns the file.
    ///
    /// @throws IOException where the file exists and cannot be read
    public static DeviceTokens copyOf(Path file) throws IOException {
        return new DeviceTokens(file, stored(file), false);
    }

    /// Of a device that has no key yet, and so no token either.
    public static DeviceTokens none() {
        return new DeviceTokens(Path.of(""), null, false);
    }

    private static @Nullable String stored(Path file) throws IOException {
        // A token is ASCII. A damaged one is not our business: the gateway refuses it, and then it is dropped.
        String stored = Files.exists(file)
                ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
                : "";
        return stored.isEmpty() ? null : stored;
    }

    synchronized @Nullable String get() {
        return token;
    }

    /// Remembers the token, or forgets it where null, in memory. True where that is news to be
    /// [saved][#save()].
    synchronized boolean set(@Nullable String value) {
        boolean news = !Objects.equals(token, value);
        token = value;
        return news && kept;
    }

    /// Brings the file up to date. Blocks; the only one to touch the disk.
    void save() throws IOException {
        synchronized (file) {
            String value = get();
            if (value == null) {
                Files.deleteIfExists(file);
            } else {
                Files.move(
                        OwnerOnly.writeBeside(file, value),
                        file,
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /// Never the token.
    @Override
    public synchronized String toString() {
        return "DeviceTokens[" + (token == null ? "none" : "one") + "]";
    }
}
