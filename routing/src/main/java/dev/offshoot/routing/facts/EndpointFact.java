package dev.offshoot.routing.facts;

/**
 * One address of an EndpointSlice with its conditions as Kubernetes reads them when absent
 * (ready: true, serving: as ready, terminating: false).
 *
 * @param address an IP address as text
 */
public record EndpointFact(String address, boolean ready, boolean serving, boolean terminating) {
    public EndpointFact {
        address = address.intern();
    }
}
