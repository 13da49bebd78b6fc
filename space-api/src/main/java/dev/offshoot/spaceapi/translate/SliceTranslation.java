package dev.offshoot.spaceapi.translate;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An EndpointSlice read with its manager: whose endpoints it has, and which of them count. */
final class SliceTranslation {
    private static final Comparator<SliceFact.Port> PORTS =
            Comparator.comparing(SliceFact.Port::name).thenComparing(SliceFact.Port::number);

    private final AddressPolicy policy;
    private final Set<String> nodePods;
    private final List<Problem> problems;

    /** @param nodePods the namespace's Pods known to be on their node's network */
    SliceTranslation(AddressPolicy policy, Set<String> nodePods, List<Problem> problems) {
        this.policy = policy;
        this.nodePods = nodePods;
        this.problems = problems;
    }

    /** The slice; null where it belongs to no Service, or its manager isn't one whose endpoints count. */
    @Nullable
    SliceFact translate(ObjectRef object, EndpointSlice slice) {
        String name = ObjectNames.subdomain(slice);
        ObjectMeta metadata = slice.getMetadata();
        Map<String, String> labels = metadata.getLabels() == null ? Map.of() : metadata.getLabels();
        String manager = labels.get(Names.MANAGED_BY);
        String service = service(labels, manager);
        if (service == null) {
            return ofNoService(manager);
        }
        if (Names.MANAGER_BASELINE.equals(manager)) {
            return null; // endpoints that the shadow's slices have, too
        }
        if (isApiServers(object.namespace(), service)) {
            return null; // which API servers write themselves, with their own addresses: nothing that a user could mend
        }
        SliceOrigin origin = origin(manager);
        if (origin == null) {
            problems.add(new Problem(ProblemCode.FORBIDDEN_ADDRESS, object, foreign(manager)));
            return null;
        }
        List<EndpointFact> endpoints =
                new EndpointTranslation(policy, nodePods, problems).translate(object, slice, origin);
        return new SliceFact(
                object.namespace(), name, service, origin, ownerUid(metadata, origin), ports(slice), endpoints);
    }

    /** A tunnel's slice that kube-proxies mustn't see, since its Service has Pods, names that only in a label of ours. */
    private static @Nullable String service(Map<String, String> labels, @Nullable String manager) {
        String service = labels.get(Names.SERVICE_NAME);
        return service == null && Names.MANAGER_TUNNEL.equals(manager) ? labels.get(Names.TUNNEL) : service;
    }

    /** Kubernetes lets a slice belong to no Service; an interception slice must. */
    private static @Nullable SliceFact ofNoService(@Nullable String manager) {
        if (Names.MANAGER_INTERCEPTION.equals(manager)) {
            throw new Malformed("label " + Names.SERVICE_NAME + " is missing, expected the intercepted Service");
        }
        return null;
    }

    private static boolean isApiServers(String namespace, String service) {
        return namespace.equals("default") && service.equals("kubernetes");
    }

    private @Nullable SliceOrigin origin(@Nullable String manager) {
        if (manager == null) {
            return policy == AddressPolicy.FILES ? SliceOrigin.KUBERNETES : null;
        }
        return switch (manager) {
            case Names.MANAGER_ENDPOINTS, Names.MANAGER_MIRRORING -> SliceOrigin.KUBERNETES;
            case Names.MANAGER_INTERCEPTION -> SliceOrigin.INTERCEPTION;
            case Names.MANAGER_TUNNEL -> SliceOrigin.TUNNEL;
            default -> null;
        };
    }

    private static String foreign(@Nullable String manager) {
        return "label " + Names.MANAGED_BY
                + (manager == null ? " is missing" : " is \"" + Shown.of(manager) + "\"")
                + ", expected " + Names.MANAGER_ENDPOINTS
                + ": only slices that Kubernetes makes count; the slice's endpoints are left out";
    }

    private static @Nullable String ownerUid(ObjectMeta metadata, SliceOrigin origin) {
        String kind = origin == SliceOrigin.TUNNEL ? "Tunnel" : "Service";
        for (OwnerReference owner :
                Malformed.<OwnerReference>elements(metadata.getOwnerReferences(), "metadata.ownerReferences")) {
            if (kind.equals(owner.getKind())) {
                return owner.getUid();
            }
        }
        return null;
    }

    private static List<SliceFact.Port> ports(EndpointSlice slice) {
        List<SliceFact.Port> ports = new ArrayList<>();
        int index = 0;
        for (EndpointPort port : Malformed.<EndpointPort>elements(slice.getPorts(), "ports")) {
            String field = "ports[" + index++ + "]";
            if (port.getPort() == null) {
                continue;
            }
            ports.add(new SliceFact.Port(
                    Objects.requireNonNullElse(port.getName(), ""),
                    Malformed.port(port.getPort(), field + ".port"),
                    ServiceTranslation.transport(port.getProtocol(), field)));
        }
        ports.sort(PORTS);
        return ports;
    }
}
