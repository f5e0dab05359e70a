package io.openclaw.bridge.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.X509TrustManager;

/// Trusts exactly one certificate, by the SHA-256 of its DER form.
final class PinnedTrust implements X509TrustManager {
    private final byte[] fingerprint;

    PinnedTrust(String fingerprint) {
        this.fingerprint = HexFormat.of().parseHex(fingerprint);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        byte[] seen;
        try {
            seen = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException("this Java has no SHA-256", e);
        }
        if (!MessageDigest.isEqual(seen, fingerprint)) {
            throw new CertificateException("the gateway shows the certificate with SHA-256 fingerprint "
                    + HexFormat.of().formatHex(seen) + ", which is not the pinned one");
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
