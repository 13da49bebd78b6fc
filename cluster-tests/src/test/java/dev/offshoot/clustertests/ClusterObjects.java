package dev.offshoot.clustertests;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is in a cluster. */
final class ClusterObjects {
    private ClusterObjects() {}

    /** Every object but Events, as kind, namespace and name. */
    static Set<String> in(Cluster cluster) {
        String kinds = cluster.kubectl("api-resources", "--verbs=list", "--output=name")
                .orThrow()
                .lines()
                .filter(kind -> !kind.startsWith("events") && !kind.startsWith("componentstatuses"))
                .collect(Collectors.joining(","));
        return cluster.kubectl(
                        "get",
                        kinds,
                        "--all-namespaces",
                        "--no-headers",
                        "--output=custom-columns=KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name")
                .orThrow()
                .lines()
                .filter(line -> !line.startsWith("Warning:"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
