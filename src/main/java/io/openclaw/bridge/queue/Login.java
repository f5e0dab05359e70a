package io.openclaw.bridge.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How to log in to a broker.
///
/// @param user null for nobody in particular
/// @param tokenFile file of the password or token, read anew for each connection; null where there is a password or nobody
public record Login(
        @Nullable String user,
        @Nullable String password,
        @Nullable Path tokenFile) {
    /// Nobody in particular.
    public static final Login ANONYMOUS = new Login(null, null, null);

    /// The password or token of now. Reads a small file.
    ///
    /// @throws IOException with a sentence that names the file
    @Nullable
    String secret() throws IOException {
        if (tokenFile == null) {
            return password;
        }
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException e) {
            throw new IOException(
                    "the file " + tokenFile
                            + " (OPENCLAW_QUEUE_PASSWORD_FILE or OPENCLAW_QUEUE_TOKEN_FILE) cannot be read",
                    e);
        }
    }

    /// Never the secret.
    @Override
    public String toString() {
        return "Login[" + (user == null ? "anonymous" : user) + "]";
    }
}
