package io.openclaw.bridge.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// What a TLS server shows, and what is wrong with it by our settings.
///
/// @param verdict the first thing that is wrong
/// @param fingerprint SHA-256 of its certificate, hex; empty where none was seen
/// @param names whom it was made for, for people
/// @param ends when the certificate does; null where none was seen
/// @param detail of the verdict, for people; empty where there is none
public record CertificateCheck(
        Verdict verdict,
        String fingerprint,
        String names,
        @Nullable Instant ends,
        String detail) {

    /// What a certificate may be.
    public enum Verdict {
        TRUSTED,
        /// Not the one that is pinned.
        NOT_PINNED,
        EXPIRED,
        UNTRUSTED,
        WRONG_NAME,
        /// Our own trust settings cannot be used.
        OUR_FILES,
        /// The peer speaks no TLS, or hung up.
        NO_TLS
    }

    private static final int MILLIS = 2_000;

    /// Shakes hands whatever the certificate is, says nothing more, and judges by the settings. Blocks for two seconds at
    /// most between two bytes.
    static CertificateCheck look(Socket connected, String host, TlsSettings settings) {
        Recorder recorder;
        try {
            recorder = new Recorder(trust(settings.ca()), settings.pins());
        } catch (IOException | GeneralSecurityException e) {
            return new CertificateCheck(
                    Verdict.OUR_FILES,
                    "",
                    "",
                    null,
                    settings.ca() + " (" + e.getClass().getSimpleName() + ")");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {recorder}, null);
            connected.setSoTimeout(MILLIS);
            try (SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(connected, host, connected.getPort(), true)) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
                tls.startHandshake();
            }
        } catch (IOException | GeneralSecurityException e) {
            if (recorder.seen == null) {
                return new CertificateCheck(
                        Verdict.NO_TLS,
                        "",
                        "",
                        null,
                        e instanceof SSLException ? "it answers, but not with TLS" : "it hung up or said nothing");
            }
        }
        CertificateCheck seen = recorder.seen;
        return seen == null ? new CertificateCheck(Verdict.NO_TLS, "", "", null, "it shows no certificate") : seen;
    }

    private static X509ExtendedTrustManager trust(@Nullable Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = null;
        if (ca != null) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (InputStream pem = Files.newInputStream(ca)) {
                int number = 0;
                for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                    store.setCertificateEntry("ca" + number++, certificate);
                }
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager ours) {
                return ours;
            }
        }
        throw new GeneralSecurityException("this Java has no trust manager");
    }

    /// Lets everything pass, and remembers what the real one would have said.
    private static final class Recorder extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager judge;
        private final Set<String> pins;
        private @Nullable CertificateCheck seen;

        Recorder(X509ExtendedTrustManager judge, Set<String> pins) {
            this.judge = judge;
            this.pins = pins;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            X509Certificate leaf = chain[0];
            String fingerprint = fingerprint(leaf);
            Verdict verdict = Verdict.TRUSTED;
            String detail = "";
            if (!pins.isEmpty()) {
                verdict = pins.contains(fingerprint) ? Verdict.TRUSTED : Verdict.NOT_PINNED;
            } else {
                try {
                    judge.checkServerTrusted(chain, authType, socket);
                } catch (CertificateException e) {
                    verdict = verdict(e, leaf);
                    detail = "issued by " + leaf.getIssuerX500Principal().getName();
                }
            }
            seen = new CertificateCheck(
                    verdict, fingerprint, names(leaf), leaf.getNotAfter().toInstant(), detail);
        }

        private static Verdict verdict(CertificateException failure, X509Certificate leaf) {
            try {
                leaf.checkValidity();
            } catch (CertificateException e) {
                return Verdict.EXPIRED;
            }
            // A chain that fails is wrapped; a name that does not match is thrown as it is, after the chain was good.
            return failure.getCause() == null && failure.getClass() == CertificateException.class
                    ? Verdict.WRONG_NAME
                    : Verdict.UNTRUSTED;
        }

        private static String fingerprint(X509Certificate certificate) throws CertificateException {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
            } catch (GeneralSecurityException e) {
                throw new CertificateException(e);
            }
        }

        private static String names(X509Certificate certificate) throws CertificateException {
            var alternatives = certificate.getSubjectAlternativeNames();
            return alternatives == null
                    ? certificate.getSubjectX500Principal().getName()
                    : String.join(
                            ", ",
                            alternatives.stream()
                                    .map(name -> String.valueOf(name.get(1)))
                                    .toList());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("sockets only");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("sockets only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("this side is never a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this side is never a server");
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
}
