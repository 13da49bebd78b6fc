package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;

/**
 * Services that no request is forwarded to: an ExternalName has no endpoints, and a headless override would be reached past the
 * gateway by whoever resolves its name. A headless baseline is forwarded to: its endpoints are known.
 */
public final class Unforwardable {
    private Unforwardable() {}

    public static boolean is(Snapshot snapshot, CompiledService service) {
        return switch (service.kind()) {
            case CLUSTER_IP -> false;
            case EXTERNAL_NAME -> true;
            case HEADLESS -> snapshot.overrides(service.key());
        };
    }

    /** One sentence without a stop. */
    public static String why(CompiledService service) {
        return "Service " + service.key() + " is "
                + (service.kind() == ServiceKind.EXTERNAL_NAME ? "an ExternalName" : "a headless override")
                + " (expected: a Service with a cluster IP)";
    }

    static Problem problem(CompiledService override) {
        return new Problem(
                ProblemCode.UNSUPPORTED_OVERRIDE,
                ObjectRef.service(override.key()),
                why(override) + "; calls to it are answered 503");
    }
}
