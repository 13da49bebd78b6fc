package dev.offshoot.gateway.tls;

/** The gateway can't begin, since a certificate can't be used. The message is one line for the person who started it. */
public final class BadCertificatesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadCertificatesException(String message) {
        super(message, null, false, false);
    }
}
