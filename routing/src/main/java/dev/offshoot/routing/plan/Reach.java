package dev.offshoot.routing.plan;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether gateways have connected to the endpoints that are ready: network policies and meshes may forbid it. */
public final class Reach {
    private Reach() {}

    /** The endpoints of a namespace that gateways are to connect to once: the ready ones of shadows, sorted. */
    public static List<Endpoint> wanted(NamespaceFacts namespace) {
        Set<String> shadows = namespace.services().stream()
                .filter(service -> service.interception().shadow() != null)
                .map(ServiceFact::key)
                .map(ServiceKey::name)
                .collect(Collectors.toSet());
        if (shadows.isEmpty()) {
            return List.of();
        }
        return List.copyOf(ready(namespace.slices().stream()
                .filter(slice -> slice.origin() == SliceOrigin.KUBERNETES && shadows.contains(slice.service()))
                .toList()));
    }

    /** Sorted. */
    static TreeSet<Endpoint> ready(List<SliceFact> slices) {
        TreeSet<Endpoint> ready = new TreeSet<>();
        for (SliceFact slice : slices) {
            for (SliceFact.Port port : slice.ports()) {
                slice.endpoints().stream()
                        .filter(EndpointFact::ready)
                        .forEach(endpoint -> ready.add(new Endpoint(endpoint.address(), port.number())));
            }
        }
        return ready;
    }

    /** Whether each of the replicas has reached each endpoint. */
    static boolean complete(List<Replica> replicas, TreeSet<Endpoint> endpoints) {
        return replicas.stream().allMatch(replica -> replica.reached().containsAll(endpoints));
    }

    /**
     * The first endpoint that a replica couldn't reach.
     *
     * @param intercepted whether the Service is already: an endpoint that came later doesn't end that
     */
    static @Nullable Problem problem(
            ServiceKey service, List<Replica> replicas, TreeSet<Endpoint> endpoints, boolean intercepted) {
        for (Endpoint endpoint : endpoints) {
            for (Replica replica : replicas) {
                if (replica.unreachable().contains(endpoint)) {
                    String text = "gateway " + replica.name() + " can't connect to endpoint " + endpoint
                            + " (expected: network policies and meshes that let the gateways in); "
                            + (intercepted
                                    ? "calls that it relays there fail"
                                    : "Service " + service + " isn't intercepted");
                    return new Problem(ProblemCode.UNREACHABLE, ObjectRef.service(service), text);
                }
            }
        }
        return null;
    }
}
