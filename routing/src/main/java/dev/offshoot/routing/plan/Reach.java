package dev.offshoot.routing.plan;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether gateways have connected to the endpoints that are ready: network policies and meshes may forbid it. */
final class Reach {
    private Reach() {}

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
