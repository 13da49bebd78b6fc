package dev.offshoot.routing.plan;

/** How far interception of a Service may go now, in order; each phase keeps what the ones before it made. */
public enum Phase {
    /** The shadow Service is made; Kubernetes hasn't yet given it all endpoints of its Service. */
    SHADOW_FIRST,
    /** Our slices are made and list nobody; no gateway that is ready listens on all their ports yet. */
    SLICES,
    /** Gateways listen; not each has reached each ready endpoint, so that none is listed. */
    REACH,
    /** Gateways are listed, and our key may be put into the Service's selector. */
    SELECTOR_KEY,
    /** The key is in; its ownership is the user's again. */
    HANDED_BACK
}
