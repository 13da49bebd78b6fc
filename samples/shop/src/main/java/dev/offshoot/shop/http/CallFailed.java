package dev.offshoot.shop.http;

import dev.offshoot.shop.Served;

/** A call to another service gave no good answer. */
public final class CallFailed extends Exception {
    private final transient Served served;

    /** @param served the called service as far as it is known, with its error */
    public CallFailed(String message, Served served) {
        super(message);
        this.served = served;
    }

    public Served served() {
        return served;
    }
}
