package dev.offshoot.routing.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An EndpointSlice. Only addresses that may be forwarded to are in it: the translation has left out the others. An interception
 * slice's are the gateways that it lists, to which nothing is ever forwarded.
 *
 * @param service label {@code kubernetes.io/service-name}: a Service of the same namespace
 * @param ownerUid the UID of the owning Service, or Tunnel of a tunnel's slice, as the ownerReference has it; null
 *     without one
 * @param ports unset names are empty; ports without a number are left out
 */
public record SliceFact(
        String namespace,
        String name,
        String service,
        SliceOrigin origin,
        @Nullable String ownerUid,
        List<Port> ports,
        List<EndpointFact> endpoints) {
    /** A port of the slice: the same name as the Service's port, the number on the endpoints' addresses. */
    public record Port(String name, int number, Transport transport) {}

    public SliceFact {
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
    }

    /** Whether requests go the same way with either: which gateways an interception slice lists is nothing to them. */
    boolean routesAs(SliceFact other) {
        return equals(other)
                || origin == SliceOrigin.INTERCEPTION
                        && new SliceFact(namespace, name, service, origin, ownerUid, ports, other.endpoints)
                                .equals(other);
    }

    /**
     * Whether the slice was made for this very Service and not for a former one of its name, as far as UIDs are known: Kubernetes
     * collects a deleted Service's slices some time after its name is taken again.
     */
    public boolean isOf(ServiceFact owner) {
        return service.equals(owner.key().name())
                && (ownerUid == null || owner.uid().isEmpty() || ownerUid.equals(owner.uid()));
    }
}
