package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.SliceFact;
import java.util.List;

/**
 * An EndpointSlice of ours for an intercepted Service, as it should be.
 *
 * @param ownerUid the Service's UID
 * @param listening whether its ports are the gateways' listening ports; else it repeats the baseline's own endpoints
 * @param ports sorted by name
 * @param endpoints sorted by address
 */
public record DesiredSlice(
        String name,
        ServiceKey service,
        String ownerUid,
        boolean listening,
        IpFamily family,
        List<SliceFact.Port> ports,
        List<EndpointFact> endpoints) {
    public DesiredSlice {
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
    }
}
