package dev.offshoot.controller.space;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits within which short names climb the lineage: Kubernetes takes 32 DNS search paths of 2,048 characters together, of which the
 * namespace itself needs three ("DNS for Services and Pods" in its documentation; the policy offshoot-search-path counts the same).
 */
final class ShortNames {
    static final int PATHS = 29;
    static final int CHARACTERS = 1900;

    /** Spaces in a lineage whose names, however long, are within both limits. */
    static final int SURELY_FINE = 20;

    private static final String SUFFIX = ".svc.cluster.local";

    private ShortNames() {}

    /** @return null where a Pod of the space can have them all */
    static @Nullable Problem problem(String space, List<String> lineage) {
        int paths = Math.max(0, lineage.size() - 1);
        int characters = Math.max(0, paths - 1);
        for (String ancestor : lineage) {
            characters += ancestor.equals(space) ? 0 : ancestor.length() + SUFFIX.length();
        }
        if (paths <= PATHS && characters <= CHARACTERS) {
            return null;
        }
        return new Problem(
                ProblemCode.LINEAGE_TOO_DEEP,
                ObjectRef.namespace(space),
                "space " + space + " has " + paths + " ancestors, " + characters + " characters of DNS search paths"
                        + " (expected: at most " + PATHS + " and " + CHARACTERS
                        + "); short names of ancestors' Services don't resolve in its Pods");
    }
}
