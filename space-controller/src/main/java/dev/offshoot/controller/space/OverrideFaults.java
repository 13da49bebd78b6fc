package dev.offshoot.controller.space;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.routing.snapshot.CompiledPort;
import dev.offshoot.routing.snapshot.CompiledService;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Overrides that answer their callers 503: nobody is behind them, or a port that callers know is missing. */
final class OverrideFaults {
    private final Snapshot snapshot;
    private final List<Problem> problems = new ArrayList<>();

    private OverrideFaults(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Linear in all overrides and their lineages. */
    static List<Problem> of(Snapshot snapshot) {
        OverrideFaults faults = new OverrideFaults(snapshot);
        for (String space : snapshot.spaceNames()) {
            for (String name : snapshot.overrides(space)) {
                faults.judge(space, snapshot.service(new ServiceKey(space, name)));
            }
        }
        return faults.problems;
    }

    private void judge(String space, @Nullable CompiledService override) {
        if (override == null || override.kind() != ServiceKind.CLUSTER_IP || override.tunnelOwner() != null) {
            return; // other problems, or a tunnel whose owner is told
        }
        if (override.ports().stream()
                .allMatch(port -> port.backend().endpoints().isEmpty())) {
            add(
                    ProblemCode.OVERRIDE_WITHOUT_ENDPOINTS,
                    override,
                    "override " + override.key()
                            + " has no ready endpoint (expected: a ready Pod); requests of space " + space
                            + " to it are answered 503, or climb where the space's fallback is Unready");
        }
        for (String ancestor : Objects.requireNonNull(snapshot.space(space)).lineage()) {
            CompiledService overridden = ancestor.equals(space)
                    ? null
                    : snapshot.servicesNamed(override.key().name()).get(ancestor);
            if (overridden != null) {
                ports(override, overridden);
            }
        }
    }

    private void ports(CompiledService override, CompiledService overridden) {
        for (CompiledPort port : overridden.ports()) {
            if (override.portFor(port.backend().portName(), port.backend().portNumber()) == null) {
                add(
                        ProblemCode.PORT_MISMATCH,
                        override,
                        "override " + override.key() + " has no port for " + shown(port) + " of Service "
                                + overridden.key() + " (expected: that name or number among its own, "
                                + override.ports().stream()
                                        .map(OverrideFaults::shown)
                                        .collect(Collectors.joining(", "))
                                + "); calls to it are answered 503");
            }
        }
    }

    private static String shown(CompiledPort port) {
        String name = port.backend().portName();
        return name.isEmpty()
                ? String.valueOf(port.backend().portNumber())
                : name + " " + port.backend().portNumber();
    }

    private void add(ProblemCode code, CompiledService override, String text) {
        problems.add(new Problem(code, ObjectRef.service(override.key()), text));
    }
}
