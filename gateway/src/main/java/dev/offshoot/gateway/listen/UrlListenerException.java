package dev.offshoot.gateway.listen;

import org.springframework.boot.web.server.WebServerException;

/** The URL listener's address and port can't be listened on. The message is one line for the person who started the gateway. */
public final class UrlListenerException extends WebServerException {
    /** @param option that chooses the port */
    UrlListenerException(String address, int port, String option, Throwable cause) {
        super(
                "The URL listener can't listen on " + address + ":" + port + " (" + reason(cause)
                        + "); choose another port with " + option + ", or another address with --address.",
                cause);
    }

    private static String reason(Throwable cause) {
        Throwable inner = cause.getCause() == null ? cause : cause.getCause();
        return String.valueOf(inner.getMessage());
    }
}
