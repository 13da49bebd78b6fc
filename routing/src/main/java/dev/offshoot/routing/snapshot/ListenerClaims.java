package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.facts.Transport;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads from interception slices where the gateway is to listen: the slice's port name is the Service's, its number the listening port. */
final class ListenerClaims {
    private final Map<String, CompiledService> services;
    private final List<Problem> problems;
    private final List<ListenerClaim> claims = new ArrayList<>();

    private ListenerClaims(Map<String, CompiledService> services, List<Problem> problems) {
        this.services = services;
        this.problems = problems;
    }

    /** In no particular order; what is wrong with a port is added to {@code problems} and concerns that port only. */
    static List<ListenerClaim> of(NamespaceFacts facts, Map<String, CompiledService> services, List<Problem> problems) {
        ListenerClaims reading = new ListenerClaims(services, problems);
        for (SliceFact slice : facts.slices()) {
            if (slice.origin() == SliceOrigin.INTERCEPTION) {
                reading.add(slice);
            }
        }
        return reading.claims;
    }

    private void add(SliceFact slice) {
        CompiledService service = services.get(slice.service());
        if (service == null) {
            unknown(
                    slice,
                    "Service " + slice.namespace() + "/" + slice.service()
                            + " isn't there (expected: the intercepted Service)");
            return;
        }
        if (slice.ownerUid() != null
                && !service.uid().isEmpty()
                && !slice.ownerUid().equals(service.uid())) {
            unknown(
                    slice,
                    "it is for a former Service " + service.key() + " with UID " + slice.ownerUid() + " (expected: UID "
                            + service.uid() + ")");
            return;
        }
        for (SliceFact.Port port : slice.ports()) {
            if (port.transport() == Transport.TCP && hasPort(service, port.name())) {
                claims.add(new ListenerClaim(port.number(), service.key(), port.name(), service.created()));
            } else {
                unknown(
                        slice,
                        "port \"" + port.name() + "\" (" + port.number() + ") names no TCP port of Service "
                                + service.key() + " (expected: one of " + names(service) + ")");
            }
        }
    }

    private static boolean hasPort(CompiledService service, String name) {
        return service.ports().stream()
                .anyMatch(port -> port.backend().portName().equals(name));
    }

    private static List<String> names(CompiledService service) {
        return service.ports().stream()
                .map(port -> "\"" + port.backend().portName() + "\"")
                .toList();
    }

    private void unknown(SliceFact slice, String text) {
        ObjectRef object = new ObjectRef("EndpointSlice", slice.namespace(), slice.name());
        problems.add(
                new Problem(ProblemCode.UNKNOWN_LISTENER_PORT, object, text + "; the gateway doesn't listen for it"));
    }
}
