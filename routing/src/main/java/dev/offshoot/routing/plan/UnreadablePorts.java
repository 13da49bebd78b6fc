package dev.offshoot.routing.plan;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.routing.snapshot.CompiledPort;
import dev.offshoot.routing.snapshot.CompiledService;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Overridden ports whose traffic names no space: declared as TLS or as something that isn't HTTP, they are relayed as bytes. */
final class UnreadablePorts {
    private UnreadablePorts() {}

    /** Whether the gateway can read the context of at least one port's requests. */
    static boolean readable(CompiledService service) {
        return service.ports().stream().anyMatch(port -> !unreadable(port.backend()));
    }

    /** One problem for each override and port. */
    static List<Problem> problems(Snapshot snapshot, CompiledService called, SortedSet<ServiceKey> overrides) {
        List<Problem> problems = new ArrayList<>();
        for (CompiledPort port : called.ports()) {
            if (!unreadable(port.backend())) {
                continue;
            }
            for (ServiceKey key : overrides) {
                CompiledService override = snapshot.service(key);
                if (override != null
                        && override.portFor(
                                        port.backend().portName(),
                                        port.backend().portNumber())
                                != null) {
                    problems.add(problem(port.backend(), key));
                }
            }
        }
        return problems;
    }

    private static boolean unreadable(Backend port) {
        return switch (port.protocol()) {
            case TCP, HTTPS -> true;
            case HTTP1, H2C, GRPC, UNDECLARED -> false;
        };
    }

    private static Problem problem(Backend port, ServiceKey override) {
        String text = "port " + port.portNumber() + " of the overridden Service " + port.service() + " speaks "
                + port.protocol() + " (expected: HTTP, whose requests name their space); in-cluster calls to it reach "
                + port.service() + " whatever their space";
        return new Problem(ProblemCode.CONTEXT_UNREADABLE, ObjectRef.service(override), text);
    }
}
