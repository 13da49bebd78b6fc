package dev.offshoot.gateway.error;

import dev.offshoot.routing.decision.Decision.Refuse;

/** Ends a filter chain with an answer of the gateway's own. Has no stack trace: it is an outcome, not a fault. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Refuse refuse;

    public RefusedException(Refuse refuse) {
        super(refuse.detail(), null, false, false);
        this.refuse = refuse;
    }

    public Refuse refuse() {
        return refuse;
    }
}
