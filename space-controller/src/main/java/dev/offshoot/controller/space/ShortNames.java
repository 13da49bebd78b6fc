package dev.offshoot.controller.space;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    private static final int NAMED = 5;
    private static final String SUFFIX = ".svc.cluster.local";

    private ShortNames() {}

    /**
     * Names of Pods that ask the cluster's DNS and don't look for short names in every ancestor, sorted: they are older than the
     * lineage, or nothing adds search paths in this cluster.
     *
     * @param lineage of the Pods' space, itself first
     */
    static List<String> unaware(List<Pod> pods, List<String> lineage) {
        List<String> ancestors = lineage.subList(1, lineage.size());
        return pods.stream()
                .filter(pod -> asksTheClustersDns(pod.getSpec()) && !hasEnded(pod))
                .filter(pod -> !searches(pod.getSpec()).containsAll(ancestors))
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .toList();
    }

    private static boolean asksTheClustersDns(PodSpec spec) {
        return (spec.getDnsPolicy() == null || spec.getDnsPolicy().equals("ClusterFirst"))
                && !Boolean.TRUE.equals(spec.getHostNetwork());
    }

    private static boolean hasEnded(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null
                || (pod.getStatus() != null
                        && ENDED.contains(String.valueOf(pod.getStatus().getPhase())));
    }

    /** The namespaces in whose Services short names are looked for. */
    private static Set<String> searches(PodSpec spec) {
        if (spec.getDnsConfig() == null) {
            return Set.of();
        }
        return spec.getDnsConfig().getSearches().stream()
                .filter(path -> path.contains(".svc."))
                .map(path -> path.substring(0, path.indexOf('.')))
                .collect(Collectors.toSet());
    }

    /** @param unaware names of Pods, at least one */
    static String unawareText(List<String> unaware) {
        int more = unaware.size() - NAMED;
        return "Pods that don't resolve ancestors' short names: "
                + String.join(", ", unaware.subList(0, Math.min(NAMED, unaware.size())))
                + (more > 0 ? " and " + more + " more" : "")
                + " (expected: DNS search paths of the lineage, which a Pod gets when it is created); let them be created anew";
    }

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
