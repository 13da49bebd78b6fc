package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the gateway listens for intercepted Services. One listening port belongs to one Service port; the older Service has it. */
record Listeners(TreeMap<Integer, Listener> byPort, List<Problem> problems) {
    static final Listeners EMPTY = new Listeners(new TreeMap<>(), List.of());

    static Listeners of(Collection<ListenerClaim> claims, ServiceIndex services, Listeners previous) {
        TreeMap<Integer, Listener> byPort = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        for (ListenerClaim claim :
                claims.stream().sorted(ListenerClaim.ORDER).distinct().toList()) {
            Listener holder = byPort.get(claim.port());
            CompiledService service = services.service(claim.service());
            if (holder != null) {
                problems.add(taken(claim, holder.called()));
            } else if (service != null) {
                Listener listener = listener(claim, service);
                Listener before = previous.at(claim.port());
                byPort.put(claim.port(), before != null && before.equals(listener) ? before : listener);
            }
        }
        Listeners listeners = new Listeners(byPort, problems);
        return listeners.equals(previous) ? previous : listeners;
    }

    @Nullable
    Listener at(int port) {
        return byPort.get(port);
    }

    private static Listener listener(ListenerClaim claim, CompiledService service) {
        Backend called = service.ports().stream()
                .map(CompiledPort::backend)
                .filter(backend -> backend.portName().equals(claim.portName()))
                .findFirst()
                .orElseThrow();
        return new Listener(claim.port(), called, service.contextFromOrigin());
    }

    private static Problem taken(ListenerClaim claim, Backend holder) {
        String text = "listening port " + claim.port() + " for port \"" + claim.portName() + "\" of Service "
                + claim.service()
                + " belongs to port \"" + holder.portName() + "\" of Service " + holder.service()
                + " (expected: a port of its own); the gateway doesn't listen for it";
        return new Problem(ProblemCode.LISTENER_TAKEN, ObjectRef.service(claim.service()), text);
    }
}
