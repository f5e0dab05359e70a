package io.openclaw.bridge.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Set;
import javax.net.ssl.X509TrustManager;

/// Trusts exactly these certificates, by the SHA-256 of their DER form.
final class PinnedTrust implements X509TrustManager {
    private final Set<String> fingerprints;

    /// @param fingerprints lower-case hex
    PinnedTrust(Set<String> fingerprints) {
        this.fingerprints = Set.copyOf(fingerprints);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        String seen;
        try {
            seen = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException("this Java has no SHA-256", e);
        }
        if (!fingerprints.contains(seen)) {
            throw new CertificateException("the gateway shows the certificate with SHA-256 fingerprint " + seen
                    + ", which is not the pinned one");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is never a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
