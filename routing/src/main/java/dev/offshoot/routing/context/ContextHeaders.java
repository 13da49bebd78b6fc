package dev.offshoot.routing.context;

/**
 * The names, in lower case, of the headers that carry a context from hop to hop, and of the members of ours in lists shared
 * with others.
 */
public final class ContextHeaders {
    public static final String SPACE = "x-offshoot-space";
    /** W3C Baggage. */
    public static final String BAGGAGE = "baggage";
    /** W3C Trace Context. */
    public static final String TRACESTATE = "tracestate";
    /** W3C Trace Context. */
    public static final String TRACEPARENT = "traceparent";
    /** How many gateways a request has passed. */
    public static final String HOPS = "x-offshoot-hops";

    static final String BAGGAGE_MEMBER = "offshoot-space";
    static final String TRACESTATE_MEMBER = "offshoot";

    private ContextHeaders() {}
}
