package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A self-signed certificate with its key, made by the JDK's keytool, and the folder layouts that it may stand in. */
public record TestCertificate(X509Certificate certificate, PrivateKey key) {
    private static final String PASSWORD = "changeit";
    private static final int PKCS8_HEADER_OF_RSA_2048 = 26;
    private static final AtomicInteger VERSIONS = new AtomicInteger();

    /** Valid for two days, with an elliptic key. */
    public static TestCertificate of(String... names) {
        return make("EC", "-1d", names);
    }

    public static TestCertificate rsa(String... names) {
        return make("RSA", "-1d", names);
    }

    public static TestCertificate expired(String... names) {
        return make("EC", "-10d", names);
    }

    private static TestCertificate make(String algorithm, String start, String... names) {
        try {
            Path store = Files.createTempDirectory("offshoot-keys").resolve("a.p12");
            String san = String.join(
                    ",", Arrays.stream(names).map(name -> "dns:" + name).toList());
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "a",
                            "-keyalg",
                            algorithm,
                            "-dname",
                            "CN=test",
                            "-ext",
                            "san=" + san,
                            "-startdate",
                            start,
                            "-validity",
                            "3",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
            if (keytool.waitFor() != 0) {
                throw new AssertionError(said);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(new ByteArrayInputStream(Files.readAllBytes(store)), PASSWORD.toCharArray());
            Files.delete(store);
            Files.delete(store.getParent());
            return new TestCertificate(
                    (X509Certificate) keys.getCertificate("a"), (PrivateKey) keys.getKey("a", PASSWORD.toCharArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public String serial() {
        return certificate.getSerialNumber().toString(16);
    }

    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** As cert-manager writes them by default; only of RSA keys. */
    public String pkcs1Pem() {
        byte[] pkcs8 = key.getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, PKCS8_HEADER_OF_RSA_2048, pkcs8.length));
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    /** As plain files. */
    public Path writeTo(Path folder) {
        return write(folder, certificatePem(), keyPem());
    }

    public static Path write(Path folder, String certificates, String key) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("tls.crt"), certificates);
            Files.writeString(folder.resolve("tls.key"), key);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Kubernetes mounts a Secret, and changes it: files in a folder of this version, to which {@code ..data} is turned at once. */
    public Path mountAt(Path folder) {
        return mount(folder, certificatePem(), keyPem());
    }

    public static Path mount(Path folder, String certificates, String key) {
        try {
            Path version = folder.resolve("..v" + VERSIONS.incrementAndGet());
            write(version, certificates, key);
            Path data = folder.resolve("..data");
            Path former = Files.isSymbolicLink(data) ? folder.resolve(Files.readSymbolicLink(data)) : null;
            Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), version.getFileName());
            Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
            for (String name : List.of("tls.crt", "tls.key")) {
                if (!Files.isSymbolicLink(folder.resolve(name))) {
                    Files.createSymbolicLink(folder.resolve(name), Path.of("..data", name));
                }
                if (former != null) {
                    Files.delete(former.resolve(name));
                }
            }
            if (former != null) {
                Files.delete(former);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For a server. */
    public SslContext context() {
        try {
            return SslContextBuilder.forServer(key, certificate).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
