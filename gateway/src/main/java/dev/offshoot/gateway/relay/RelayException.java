package dev.offshoot.gateway.relay;

import dev.offshoot.routing.decision.ErrorCode;

/** A request that the relay couldn't bring to an answer; it ends the filter chain and has no stack trace. */
public final class RelayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String detail;

    public RelayException(ErrorCode code, String detail) {
        super(code.code() + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
    }

    public ErrorCode code() {
        return code;
    }

    /** One sentence for the caller: what failed, at which address, of which Service. */
    public String detail() {
        return detail;
    }
}
