package dev.offshoot.cli.doctor;

import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the caller may do, as the API server says itself. */
final class Rights {
    /**
     * One right.
     *
     * @param resource with its subresource after a slash
     * @param namespace null for all
     */
    private record Right(
            String verb,
            String group,
            String resource,
            @Nullable String namespace) {
        @Override
        public String toString() {
            return verb + " " + resource + (group.isEmpty() ? "" : "." + group)
                    + (namespace == null ? " in all namespaces" : " in " + namespace);
        }
    }

    private final KubernetesClient client;

    Rights(KubernetesClient client) {
        this.client = client;
    }

    Finding look() {
        List<String> missing = missing(List.of(
                new Right("list", "", "namespaces", null),
                new Right("list", "", "services", null),
                new Right("list", "", "pods", null),
                new Right("list", "discovery.k8s.io", "endpointslices", null),
                new Right("list", Names.GROUP, "devspaces", null),
                new Right("list", Names.GROUP, "tunnels", null)));
        return missing.isEmpty()
                ? Finding.ok("look", "you may look at all spaces")
                : Finding.warning(
                        "look",
                        "you may not " + String.join(", ", missing),
                        "Ask a cluster administrator for ClusterRole view; spaces, urls, routes, explain and problems need it.");
    }

    Finding connect(String space) {
        List<String> missing = missing(List.of(
                new Right("get", Names.GROUP, "tunnels", space),
                new Right("create", Names.GROUP, "tunnels", space),
                new Right("delete", Names.GROUP, "tunnels", space),
                new Right("patch", Names.GROUP, "tunnels/status", space),
                new Right("get", "", "services", space),
                new Right("list", "", "services", space)));
        return missing.isEmpty()
                ? Finding.ok("connect", "you may connect local processes in space " + space)
                : Finding.problem(
                        "connect",
                        "you may not " + String.join(", ", missing),
                        "Ask an owner of the space for kubectl -n " + space
                                + " create rolebinding YOUR-NAME-tunnels --clusterrole=offshoot-tunnels --user=YOU.");
    }

    Finding portForward(String namespace) {
        List<String> missing = missing(List.of(
                new Right("list", "", "pods", namespace), new Right("create", "", "pods/portforward", namespace)));
        return missing.isEmpty()
                ? Finding.ok("port-forward", "you may reach the gateway through the cluster")
                : Finding.warning(
                        "port-forward",
                        "you may not " + String.join(", ", missing),
                        "Use --gateway with a gateway's URL, or ask for these rights.");
    }

    private List<String> missing(List<Right> rights) {
        return rights.stream().filter(right -> !may(right)).map(Right::toString).toList();
    }

    private boolean may(Right right) {
        String[] resource = right.resource.split("/");
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withVerb(right.verb)
                .withGroup(right.group)
                .withResource(resource[0])
                .withSubresource(resource.length > 1 ? resource[1] : null)
                .withNamespace(right.namespace)
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }
}
