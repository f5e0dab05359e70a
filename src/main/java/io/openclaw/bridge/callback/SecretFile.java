package io.openclaw.bridge.callback;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// The signing keys in a file, read anew when the file has changed; looked at no more than once a second. A change that
/// cannot be used leaves the keys as they were. Safe from any thread.
final class SecretFile implements Supplier<List<Webhook>> {
    private static final Logger LOG = System.getLogger(SecretFile.class.getName());
    private static final String VARIABLE = "OPENCLAW_CALLBACK_SECRET_FILE";

    private final Path file;
    private final long period;
    private List<Webhook> keys;
    private FileTime changed;
    private long looked = System.nanoTime();

    /// @throws IllegalArgumentException naming the setting, where there are no usable keys in it; never with a secret
    SecretFile(Path file, Duration period) {
        this.file = file;
        this.period = period.toNanos();
        try {
            this.changed = Files.getLastModifiedTime(file);
            this.keys = read();
        } catch (IOException e) {
            throw new IllegalArgumentException(VARIABLE + " cannot be read: "
                    + e.getClass().getSimpleName() + " " + file + ": make it name a file that this user can read");
        }
    }

    @Override
    public synchronized List<Webhook> get() {
        long now = System.nanoTime();
        if (now - looked >= period) {
            looked = now;
            look();
        }
        return keys;
    }

    private void look() {
        try {
            FileTime found = Files.getLastModifiedTime(file);
            if (!found.equals(changed)) {
                changed = found;
                keys = read();
                LOG.log(Level.INFO, "Callbacks are signed with what {0} holds now: {1} keys.", file, keys.size());
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(
                    Level.WARNING,
                    "{0} has changed and cannot be used ({1}): callbacks are signed with what it held before. Correct {2}.",
                    VARIABLE,
                    e instanceof IllegalArgumentException
                            ? e.getMessage()
                            : e.getClass().getSimpleName(),
                    file);
        }
    }

    private List<Webhook> read() throws IOException {
        List<Webhook> read = SigningKeys.keys(Files.readString(file), VARIABLE);
        if (read.isEmpty()) {
            throw new IllegalArgumentException(VARIABLE + " is empty: " + file);
        }
        return read;
    }
}
