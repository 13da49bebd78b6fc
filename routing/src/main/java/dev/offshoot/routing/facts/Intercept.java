package dev.offshoot.routing.facts;

/** When in-cluster calls to a Service pass the gateway: annotation {@code offshoot.dev/intercept}. */
public enum Intercept {
    /** While another space overrides the Service. The default. */
    ON_DEMAND,
    /** As long as its namespace is a space. */
    ALWAYS,
    NEVER
}
