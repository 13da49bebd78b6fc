package dev.offshoot.gateway.listen;

/**
 * What a kind of listener asks of a request's head. Sizes are in bytes.
 *
 * @param hostRequired whether a missing or empty {@code Host} is refused; HTTP/1.1 wants one (RFC 9112 §3.2)
 * @param maxHeaders how many header fields a request may have
 * @param maxHeaderBytes how long all header fields together may be
 * @param maxLineBytes how long the request line may be
 */
record FrontRules(boolean hostRequired, int maxHeaders, int maxHeaderBytes, int maxLineBytes) {
    /** Cookies that carry tokens are big, a hundred fields are many. */
    static final FrontRules URL = new FrontRules(true, 100, 64 << 10, 64 << 10);

    /** As lax as the most lax of common servers, so that a caller doesn't notice the gateway in front of the Service. */
    static final FrontRules INTERCEPTED = new FrontRules(false, Integer.MAX_VALUE, 1 << 20, 1 << 20);
}
