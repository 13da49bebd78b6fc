package dev.offshoot.cluster.intercept;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.plan.DesiredSlice;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.Map;

/** A desired slice as the object to apply. */
final class SliceObject {
    private SliceObject() {}

    static EndpointSlice of(DesiredSlice slice) {
        String manager = slice.listening() ? Names.MANAGER_INTERCEPTION : Names.MANAGER_BASELINE;
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(slice.service().namespace())
                .withName(slice.name())
                .withLabels(Map.of(Names.SERVICE_NAME, slice.service().name(), Names.MANAGED_BY, manager))
                .withOwnerReferences(ShadowObject.owner(slice.service().name(), slice.ownerUid()))
                .endMetadata()
                .withAddressType(ShadowObject.family(slice.family()))
                .withPorts(slice.ports().stream().map(SliceObject::port).toList())
                .withEndpoints(
                        slice.endpoints().stream().map(SliceObject::endpoint).toList())
                .build();
    }

    /** Whether an object in the cluster has all that is wanted of it. */
    static boolean shows(EndpointSlice there, DesiredSlice wanted) {
        EndpointSlice object = of(wanted);
        return object.getMetadata().getLabels().entrySet().stream()
                        .allMatch(label -> label.getValue()
                                .equals(there.getMetadata().getLabels().get(label.getKey())))
                && there.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> wanted.ownerUid().equals(owner.getUid()))
                && object.getAddressType().equals(there.getAddressType())
                && object.getPorts().equals(there.getPorts())
                && object.getEndpoints().equals(there.getEndpoints());
    }

    private static EndpointPort port(SliceFact.Port port) {
        return new EndpointPortBuilder()
                .withName(port.name())
                .withPort(port.number())
                .withProtocol(port.transport().name())
                .build();
    }

    private static Endpoint endpoint(EndpointFact endpoint) {
        return new EndpointBuilder()
                .withAddresses(endpoint.address())
                .withNewConditions(endpoint.ready(), endpoint.serving(), endpoint.terminating())
                .build();
    }
}
