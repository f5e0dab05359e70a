package io.openclaw.bridge.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys that the configuration names, out of its variable and files. Confined to one thread at a time.
final class ConfiguredKeys {
    private static final System.Logger LOG = System.getLogger("io.openclaw.bridge.access");

    /// Longest file that is read.
    private static final long LARGEST = 4L << 20;

    private static final String ADMIN = "admin";

    private final Optional<String> adminKey;
    private final @Nullable Path adminKeyFile;
    private final @Nullable Path keysFile;

    /// What the files said when they were last read with success.
    private List<String> texts = List.of();

    private @Nullable String lastComplaint;

    /// @throws IllegalArgumentException with a sentence for people, where settings contradict each other
    ConfiguredKeys(AccessConfig config) {
        this.adminKey = config.adminKey();
        this.adminKeyFile = config.adminKeyFile().orElse(null);
        this.keysFile = config.keysFile().orElse(null);
        if (adminKey.isPresent() && adminKeyFile != null) {
            throw new IllegalArgumentException(
                    "OPENCLAW_ACCESS_ADMIN_KEY and OPENCLAW_ACCESS_ADMIN_KEY_FILE are both set: keep one of them");
        }
    }

    /// At the start.
    ///
    /// @throws IllegalArgumentException with a sentence for people that names the setting, never with a secret
    List<ApiKey> load() {
        List<String> now = contents();
        List<ApiKey> keys = keys(now);
        texts = now;
        return keys;
    }

    /// What the files say now; null where that is what they said before, or where they cannot be understood, which is logged
    /// once.
    @Nullable
    List<ApiKey> changed() {
        try {
            List<String> now = contents();
            if (now.equals(texts)) {
                lastComplaint = null;
                return null;
            }
            List<ApiKey> keys = keys(now);
            texts = now;
            lastComplaint = null;
            return keys;
        } catch (IllegalArgumentException e) {
            String complaint = String.valueOf(e.getMessage());
            if (!complaint.equals(lastComplaint)) {
                lastComplaint = complaint;
                LOG.log(
                        System.Logger.Level.ERROR,
                        complaint + ". The keys from before go on counting; mend the file and it is read again.");
            }
            return null;
        }
    }

    private List<String> contents() {
        List<String> contents = new ArrayList<>(2);
        contents.add(adminKeyFile == null ? "" : read("OPENCLAW_ACCESS_ADMIN_KEY_FILE", adminKeyFile));
        contents.add(keysFile == null ? "" : read("OPENCLAW_ACCESS_KEYS_FILE", keysFile));
        return contents;
    }

    private static String read(String setting, Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException("the file " + file + " (" + setting + ") is larger than 4 MiB");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file " + file + " (" + setting + ") cannot be read ("
                            + e.getClass().getSimpleName() + "): make it name one that this user can read",
                    e);
        }
    }

    private List<ApiKey> keys(List<String> contents) {
        List<ApiKey> keys = new ArrayList<>();
        if (keysFile != null) {
            try {
                keys.addAll(KeyFile.read(contents.getLast()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "the file " + keysFile + " (OPENCLAW_ACCESS_KEYS_FILE) " + e.getMessage(), e);
            }
        }
        if (adminKeyFile != null) {
            keys.add(admin("OPENCLAW_ACCESS_ADMIN_KEY_FILE", contents.getFirst().strip()));
        } else {
            adminKey.ifPresent(secret -> keys.add(admin("OPENCLAW_ACCESS_ADMIN_KEY", secret.strip())));
        }
        return keys;
    }

    private static ApiKey admin(String setting, String secret) {
        if (secret.length() < Secret.SHORTEST || secret.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(setting + " must be at least " + Secret.SHORTEST
                    + " printable characters without blanks, such as `openssl rand -hex 32` gives");
        }
        return new ApiKey(
                "admin-key",
                ADMIN,
                Secret.hash(secret),
                EnumSet.of(Scope.ADMIN),
                SessionPatterns.ALL,
                null,
                null,
                null,
                null,
                null,
                ApiKey.Source.ADMIN_KEY);
    }
}
