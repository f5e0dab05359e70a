package io.openclaw.bridge.callback;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Callbacks.
@ConfigMapping(prefix = "openclaw.callback")
public interface CallbackConfig {

    /// What callbacks are signed with: `whsec_` and base64 of 24 bytes or more, or a plain text of 24 bytes or more, which
    /// is then the key as it stands. Several, with spaces between, while a key is being exchanged: each makes a signature.
    /// Without one no `callbackUrl` is accepted, and callbacks that wait from a time with one are not sent: the log says so
    /// once, the gauge `openclaw.callback.blocked` is 1, and `openclaw-callbacks` in `/q/health/ready` says it.
    Optional<String> secret();

    /// File that holds the same, instead of it. Looked at once a second while callbacks are signed, so that a key is
    /// exchanged without a restart: first the new one beside the old one, later the new one alone.
    Optional<Path> secretFile();

    /// Where callbacks may go although the guard refuses it (loopback, private, link-local, metadata addresses): host names,
    /// addresses, CIDR blocks, each of the first two also as `host:port`; comma-separated.
    Optional<List<String>> allow();

    /// How long looking up the host's name, and then making a connection, may take; at most 10 s each.
    @WithDefault("PT5S")
    Duration connectTimeout();

    /// How long a request may take from making the connection to the end of the answer; at most 30 s.
    @WithDefault("PT15S")
    Duration timeout();

    /// How long after the event a callback is still repeated.
    @WithDefault("PT24H")
    Duration giveUpAfter();

    /// Most callbacks under way at once.
    @WithDefault("32")
    @Min(1)
    @Max(512)
    int concurrency();

    /// Most callbacks under way to one host at once.
    @WithDefault("4")
    @Min(1)
    @Max(512)
    int concurrencyPerHost();

    Tls tls();

    interface Tls {
        /// PEM file of the certificates to trust instead of the JVM's.
        Optional<Path> ca();
    }
}
