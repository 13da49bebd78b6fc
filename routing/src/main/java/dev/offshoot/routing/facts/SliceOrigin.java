package dev.offshoot.routing.facts;

/** Who writes an EndpointSlice: label {@code endpointslice.kubernetes.io/managed-by}. */
public enum SliceOrigin {
    /** Kubernetes' own controllers, or nobody named (files): a Service's real endpoints. */
    KUBERNETES,
    /** {@code offshoot.dev}: interception; its ports say where the gateway listens for the Service. Never endpoints. */
    INTERCEPTION,
    /** {@code tunnel.offshoot.dev}: the gateway's end of a tunnel, the endpoints of an override. */
    TUNNEL
}
