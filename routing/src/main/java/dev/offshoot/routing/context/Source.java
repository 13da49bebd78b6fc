package dev.offshoot.routing.context;

/** Where a request's context comes from, highest first: the first that is present decides. */
public enum Source {
    URL_PREFIX("URL prefix"),
    SPACE_HEADER("x-offshoot-space"),
    BAGGAGE("baggage"),
    TRACESTATE("tracestate"),
    ALIAS_HEADER("alias header"),
    ORIGIN("Origin"),
    REFERER("Referer"),
    /** The space written into the trace id by a gateway. */
    TRACE_ID("trace id"),
    /** The space in which this trace was seen before. */
    SEEN_TRACE("seen trace"),
    CALLING_POD("calling pod"),
    CALLED_SERVICE("called Service");

    private final String shown;

    Source(String shown) {
        this.shown = shown;
    }

    /** As users see it. */
    public String shown() {
        return shown;
    }

    /** Whether a request was brought back into its space although the application dropped every carrier. */
    public boolean healed() {
        return this == TRACE_ID || this == SEEN_TRACE || this == CALLING_POD;
    }
}
