package dev.offshoot.routing.facts;

/** When a decision climbs past a space of the lineage that has the called Service: annotation {@code offshoot.dev/fallback}. */
public enum Fallback {
    /** Never: only an absent Service is looked for further up, so that a crashed override is seen. The default. */
    MISSING,
    /** Also where the Service has no ready endpoint. */
    UNREADY
}
