package io.openclaw.bridge.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Who may call. Each property `openclaw.access.a-b` is the environment variable `OPENCLAW_ACCESS_A_B`; tokens of an identity
/// server are switched on with Quarkus' own settings (`QUARKUS_OIDC_TENANT_ENABLED=true`, `QUARKUS_OIDC_AUTH_SERVER_URL`,
/// `QUARKUS_OIDC_TOKEN_AUDIENCE`).
@ConfigMapping(prefix = "openclaw.access")
public interface AccessConfig {

    /// `auto`: whoever has a key may call, as soon as there is a key or an identity server; without any, everybody may, as long
    /// as HTTP and the embedded broker listen on the loopback, and a service that listens elsewhere does not start. `open`:
    /// everybody may do everything, wherever it listens; a key that is sent all the same counts. `keys`: nobody without
    /// credentials, whatever there is.
    @WithParentName
    @WithDefault("auto")
    Mode mode();

    /// A key with the scope `admin`, to make the first keys with (`POST /api/v1/admin/keys`): at least 32 characters, such as
    /// `openssl rand -hex 32` gives. Its caller's name is `admin`.
    Optional<String> adminKey();

    /// File that holds it, instead; read anew within 5 seconds of a change.
    Optional<Path> adminKeyFile();

    /// JSON file of keys, read anew within 5 seconds of a change, so that a key is added, replaced or taken away without a
    /// restart: `{"keys":[{"name":"billing","sha256":"<64 hexadecimal digits>","scopes":["send","read"],
    /// "sessions":["telegram:group:*"],"expiresAt":"2027-01-01T00:00:00Z","rate":50}]}`; `secret` instead of `sha256` is taken
    /// too (at least 32 characters). A file that cannot be read or understood stops the start; later the keys from before stay,
    /// and the log says why.
    Optional<Path> keysFile();

    /// Requests per second of one caller, over HTTP and in each process; beyond it they are answered 429. A key may have its
    /// own. 0 for any number.
    @WithDefault("500")
    @Min(0)
    @Max(ApiKey.MAX_RATE)
    int rate();

    /// Seconds of that rate which may come at once.
    @WithDefault("2")
    @Min(1)
    @Max(3600)
    int burstSeconds();

    /// Wrong credentials per minute and address (of IPv6, per /64), over HTTP; beyond it they are answered 429. Right ones are
    /// always taken.
    @WithDefault("60")
    @Min(1)
    @Max(1_000_000)
    int failuresPerMinute();

    Oidc oidc();

    /// What a token of an identity server is worth. A name counts as an OAuth scope (claim `scope` or `scp`) and as a role (as
    /// Quarkus finds it: claims `groups`, `realm_access/roles`, or `QUARKUS_OIDC_ROLES_ROLE_CLAIM_PATH`).
    interface Oidc {
        /// Names that give the scope `send`.
        @WithDefault("openclaw:send")
        List<String> send();

        /// Names that give the scope `read`.
        @WithDefault("openclaw:read")
        List<String> read();

        /// Names that give the scope `admin`.
        @WithDefault("openclaw:admin")
        List<String> admin();

        /// Claim that names the caller, who is `oidc:` and its value. It must never change and never go to somebody else.
        @WithDefault("sub")
        String nameClaim();

        /// Sessions that callers with tokens may send to, such as `telegram:group:*`. Absent: everywhere.
        Optional<List<String>> sessions();
    }

    /// Who may call.
    enum Mode {
        AUTO,
        OPEN,
        KEYS
    }
}
