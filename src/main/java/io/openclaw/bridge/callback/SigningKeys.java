package io.openclaw.bridge.callback;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/// The keys that callbacks are signed with, as Standard Webhooks has it (`v1`, HMAC-SHA256). Several make several
/// signatures, of which a receiver needs to know one: that is how a key is exchanged without a gap. Safe from any thread.
public final class SigningKeys {
    /// Callbacks are off.
    public static final SigningKeys NONE = new SigningKeys(List::of);

    private static final String VARIABLE = "OPENCLAW_CALLBACK_SECRET";
    /// How often a file is looked at, at most.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final String PREFIX = "whsec_";

    /// Of the specification's other, asymmetric scheme.
    private static final String PRIVATE_KEY_PREFIX = "whsk_";

    /// The specification's least: 192 bits.
    private static final int SHORTEST = 24;

    private final Supplier<List<Webhook>> keys;

    SigningKeys(Supplier<List<Webhook>> keys) {
        this.keys = keys;
    }

    /// @param secrets one or several with white space between
    /// @throws IllegalArgumentException with a sentence that says what is wrong, and never the secret
    public static SigningKeys parse(String secrets) {
        List<Webhook> keys = keys(secrets, VARIABLE);
        return keys.isEmpty() ? NONE : new SigningKeys(() -> keys);
    }

    /// As [#parse(String)], from a file, which is read anew when it has changed.
    ///
    /// @throws IllegalArgumentException likewise, and where the file cannot be read or holds none
    public static SigningKeys of(Path file) {
        return new SigningKeys(new SecretFile(file, LOOK));
    }

    static List<Webhook> keys(String secrets, String variable) {
        List<Webhook> keys = new ArrayList<>();
        for (String secret : secrets.strip().split("\\s+")) {
            if (!secret.isEmpty()) {
                keys.add(new Webhook(bytes(secret, variable + ": secret " + (keys.size() + 1))));
            }
        }
        return List.copyOf(keys);
    }

    private static byte[] bytes(String secret, String which) {
        if (secret.startsWith(PRIVATE_KEY_PREFIX)) {
            throw wrong(which, "is a private key (whsk_), but callbacks are signed with a shared secret (whsec_)");
        }
        byte[] bytes;
        if (secret.startsWith(PREFIX)) {
            try {
                bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            } catch (IllegalArgumentException e) {
                throw wrong(which, "is not base64 after whsec_");
            }
        } else {
            bytes = secret.getBytes(StandardCharsets.UTF_8);
        }
        if (bytes.length < SHORTEST) {
            throw wrong(which, "has " + bytes.length + " bytes, but needs at least " + SHORTEST);
        }
        return bytes;
    }

    /// Without the decoder's exception: that one quotes a character of the secret.
    private static IllegalArgumentException wrong(String which, String what) {
        return new IllegalArgumentException(
                which + " " + what + ". Make one with: echo whsec_$(openssl rand -base64 32)");
    }

    public boolean isEmpty() {
        return keys.get().isEmpty();
    }

    /// The value of `webhook-signature`.
    ///
    /// @param timestamp of this try, in seconds since 1970
    public String sign(String id, long timestamp, String body) {
        List<String> signatures = new ArrayList<>();
        for (Webhook key : keys.get()) {
            try {
                signatures.add(key.sign(id, timestamp, body));
            } catch (WebhookSigningException e) {
                throw new IllegalStateException("this JVM cannot sign with HMAC-SHA256", e);
            }
        }
        return String.join(" ", signatures);
    }

    @Override
    public String toString() {
        return "SigningKeys[" + keys.get().size() + "]";
    }
}
