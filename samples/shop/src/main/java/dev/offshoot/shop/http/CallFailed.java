package dev.offshoot.shop.http;

import dev.offshoot.shop.Served;

/** A call to another service gave no good answer. */
public final class CallFailed extends Exception {
    private final int status;
    private final transient Served served;

    /**
     * @param status what the caller's own caller is told: 400 where the request was wrong from the start, else 502
     * @param served the called service as far as it is known, with its error
     */
    public CallFailed(int status, String message, Served served) {
        super(message);
        this.status = status;
        this.served = served;
    }

    public int status() {
        return status;
    }

    public Served served() {
        return served;
    }
}
