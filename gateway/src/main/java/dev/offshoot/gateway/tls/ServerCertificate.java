package dev.offshoot.gateway.tls;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLException;
import org.springframework.boot.ssl.pem.PemContent;
import reactor.netty.tcp.SslProvider;

/**
 * One certificate with its key, ready for handshakes: TLS 1.2 and 1.3 with the cipher suites of RFC 9113 §9.2 and Mozilla's
 * intermediate list, HTTP/2 and HTTP/1.1 by ALPN. Each has sessions of its own, so that a client that resumes one never stays with a
 * certificate that was replaced.
 *
 * @param names what its {@code subjectAltName} says, lower case; one may begin with {@code *.} (RFC 9525 §6.3)
 * @param provider for reactor-netty
 */
record ServerCertificate(CertificateFiles files, X509Certificate certificate, Set<String> names, SslProvider provider) {
    private static final int DNS_NAME = 2;

    static ServerCertificate of(CertificateFiles files, Duration handshakeTimeout) throws BadCertificateException {
        List<X509Certificate> chain = chain(files);
        PrivateKey key = key(files);
        X509Certificate own = chain.getFirst();
        if (!KeyPairs.belongTogether(key, own.getPublicKey())) {
            throw new BadCertificateException(
                    files.folder().resolve(CertificateFiles.KEY),
                    "isn't the key of the first certificate in " + CertificateFiles.CERTIFICATES);
        }
        try {
            SslContext context = context(key, chain.toArray(X509Certificate[]::new));
            SslProvider provider = SslProvider.builder()
                    .sslContext(context)
                    .handshakeTimeout(handshakeTimeout)
                    .build();
            return new ServerCertificate(files, own, names(own), provider);
        } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
            throw bad(files, CertificateFiles.CERTIFICATES, "can't be used", e);
        }
    }

    private static List<X509Certificate> chain(CertificateFiles files) throws BadCertificateException {
        try {
            List<X509Certificate> chain = PemContent.of(files.certificates()).getCertificates();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (RuntimeException e) {
            throw bad(files, CertificateFiles.CERTIFICATES, "holds no certificate", e);
        }
        throw new BadCertificateException(
                files.folder().resolve(CertificateFiles.CERTIFICATES), "holds no certificate (expected: PEM)");
    }

    private static PrivateKey key(CertificateFiles files) throws BadCertificateException {
        try {
            PrivateKey key = PemContent.of(files.key()).getPrivateKey();
            if (key != null) {
                return key;
            }
        } catch (RuntimeException e) {
            throw new BadCertificateException( // whose message could tell of the key
                    files.folder().resolve(CertificateFiles.KEY),
                    "holds no key that can be read (expected: PEM of PKCS#8, PKCS#1 or SEC 1, not encrypted)");
        }
        throw new BadCertificateException(
                files.folder().resolve(CertificateFiles.KEY), "holds no private key (expected: PEM)");
    }

    private static SslContext context(PrivateKey key, X509Certificate[] chain) throws SSLException {
        return SslContextBuilder.forServer(key, chain)
                .sslProvider(io.netty.handler.ssl.SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    private static Set<String> names(X509Certificate certificate) throws GeneralSecurityException {
        Set<String> names = new TreeSet<>();
        if (certificate.getSubjectAlternativeNames() != null) {
            for (List<?> name : certificate.getSubjectAlternativeNames()) {
                if (Integer.valueOf(DNS_NAME).equals(name.get(0))) {
                    names.add(name.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    private static BadCertificateException bad(CertificateFiles files, String file, String what, Exception why) {
        return new BadCertificateException(files.folder().resolve(file), what + " (" + why.getMessage() + ")");
    }

    Path folder() {
        return files.folder();
    }

    Instant expires() {
        return certificate.getNotAfter().toInstant();
    }

    /** Hexadecimal. */
    String serial() {
        return certificate.getSerialNumber().toString(16);
    }

    @Override
    public String toString() {
        return "serial " + serial() + " for " + String.join(", ", names) + ", expires " + expires();
    }
}
