package dev.offshoot.gateway.tls;

import java.nio.file.Path;

/** A certificate or key that can't be used; the message names the file, the reason and what was expected, in one line. */
final class BadCertificateException extends Exception {
    private static final long serialVersionUID = 1L;

    BadCertificateException(Path file, String reason) {
        super(file + ": " + reason.replaceAll("\\s+", " "), null, false, false);
    }
}
