package dev.offshoot.gateway.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What stands in {@code tls.crt} and {@code tls.key} of one folder at one moment. Kubernetes changes a mounted Secret by pointing the
 * link {@code ..data} to another folder, so both are read from the folder where the certificate really is.
 */
record CertificateFiles(Path folder, String certificates, String key) {
    static final String CERTIFICATES = "tls.crt";
    static final String KEY = "tls.key";

    /** Reads them again, once, where they were exchanged meanwhile. */
    static CertificateFiles read(Path folder) throws BadCertificateException {
        try {
            return once(folder);
        } catch (BadCertificateException perhapsExchanged) {
            return once(folder);
        }
    }

    private static CertificateFiles once(Path folder) throws BadCertificateException {
        Path certificates = folder.resolve(CERTIFICATES);
        Path key = folder.resolve(KEY);
        try {
            certificates = certificates.toRealPath();
            Path beside = certificates.resolveSibling(KEY);
            key = Files.exists(beside) ? beside : key;
        } catch (IOException e) {
            throw unreadable(certificates, e);
        }
        return new CertificateFiles(folder, text(certificates), text(key));
    }

    private static String text(Path file) throws BadCertificateException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static BadCertificateException unreadable(Path file, IOException e) {
        String reason = e instanceof NoSuchFileException ? "doesn't exist" : "can't be read (" + e + ")";
        return new BadCertificateException(file, reason + " (expected: PEM)");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "CertificateFiles[" + folder + "]";
    }
}
