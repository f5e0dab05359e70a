package io.openclaw.bridge.gateway;

import java.nio.file.Path;
import java.time.Duration;

/// [Certificates] for tests of other rooms: a server's, and the authority that signed it, as PEM files.
public record TestCertificates(Path authority, Path certificate, Path key) {
    public static TestCertificates forHost(Path folder, String host) {
        Certificates.Identity authority = Certificates.authority("Receivers CA");
        Certificates.Identity server = authority.signs("receiver", Duration.ofDays(1), host);
        return new TestCertificates(
                authority.certificateFile(folder), server.certificateFile(folder), server.keyFile(folder));
    }
}
