package dev.offshoot.routing.facts;

/** The protocol of a Service's or an EndpointSlice's port: {@code spec.ports[].protocol}. */
public enum Transport {
    TCP,
    UDP,
    SCTP
}
