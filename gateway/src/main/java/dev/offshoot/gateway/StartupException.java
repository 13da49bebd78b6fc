package dev.offshoot.gateway;

/** A gateway that can't start for a reason its operator can mend; the message says it in one line, without a stack trace. */
public final class StartupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartupException(String message) {
        super(message, null, false, false);
    }
}
