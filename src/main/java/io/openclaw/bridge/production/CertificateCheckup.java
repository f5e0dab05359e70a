package io.openclaw.bridge.production;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.gateway.CertificateCheck;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the gateway's TLS shows, as a line of the doctor.
final class CertificateCheckup {
    private static final String NAME = "gateway.tls";
    private static final Duration SOON = Duration.ofDays(14);

    private CertificateCheckup() {}

    static Checkup of(CertificateCheck seen, String host) {
        return switch (seen.verdict()) {
            case TRUSTED -> trusted(seen.ends());
            case NOT_PINNED ->
                Checkup.fail(
                        NAME,
                        "the gateway shows the certificate " + seen.fingerprint() + ", which is not the pinned one",
                        "if it was exchanged on purpose, set OPENCLAW_GATEWAY_TLS_FINGERPRINT to that; if not, somebody may be between");
            case EXPIRED ->
                Checkup.fail(
                        NAME,
                        "the gateway's certificate ended or has not begun (it ends " + seen.ends() + ")",
                        "renew it on the gateway's host; if it is valid there, set this machine's clock right");
            case UNTRUSTED ->
                Checkup.fail(
                        NAME,
                        "the gateway's certificate is not from an authority that is trusted here (" + seen.detail()
                                + ")",
                        "set OPENCLAW_GATEWAY_TLS_CA to the PEM file of its authority, or OPENCLAW_GATEWAY_TLS_FINGERPRINT to "
                                + seen.fingerprint()
                                + " once you have compared it with what `openssl x509 -noout -fingerprint -sha256 -in <certificate>` says on the gateway's host");
            case WRONG_NAME ->
                Checkup.fail(
                        NAME,
                        "the gateway's certificate is for " + seen.names() + ", not for " + host,
                        "use one of these names in OPENCLAW_GATEWAY_URL, or have a certificate made for " + host);
            case OUR_FILES ->
                Checkup.fail(
                        NAME,
                        "the authorities to trust cannot be read: " + seen.detail(),
                        "make OPENCLAW_GATEWAY_TLS_CA name a PEM file that this user can read");
            case NO_TLS ->
                Checkup.fail(
                        NAME,
                        "no TLS at that address: " + seen.detail(),
                        "use ws:// in OPENCLAW_GATEWAY_URL where the gateway has no TLS, or correct the port");
        };
    }

    private static Checkup trusted(@Nullable Instant ends) {
        String text = "the gateway's certificate is trusted until " + ends;
        return ends != null && ends.isBefore(Instant.now().plus(SOON))
                ? Checkup.warn(NAME, text, "renew it on the gateway's host before that")
                : Checkup.ok(NAME, text);
    }
}
