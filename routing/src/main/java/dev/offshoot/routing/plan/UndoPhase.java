package dev.offshoot.routing.plan;

/** What is the next to be taken away where a Service is put back on its own endpoints, in order. */
public enum UndoPhase {
    /** Our key in the selector. */
    SELECTOR_KEY,
    /** Nothing: Kubernetes hasn't yet given the Service all endpoints of its shadow. After five seconds this is skipped. */
    OWN_ENDPOINTS,
    /** Our slices. */
    SLICES,
    /** The shadow Service, the last that we made. */
    SHADOW,
    /** Nothing more: the shadow stays for what it remembers. */
    REMEMBER
}
