package dev.offshoot.cluster.watch;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodIPBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every running Pod's name and addresses, so that a namespace that becomes a child space has its callers at once. An API server
 * can't select Pods by their namespace's labels, and a watch for each child space would be thousands. Of one thread at a time.
 */
final class KnownPods {
    private final Map<String, Map<String, Addresses>> namespaces = new HashMap<>();

    /** @param onNode whether they are the node's own: such a Pod is no caller and takes no requests */
    private record Addresses(boolean onNode, List<String> ips) {}

    /** The Pod cut down; null where it has no addresses of its own, not yet or not any more. */
    static @Nullable Pod trimmed(Pod full) {
        PodStatus status = full.getStatus();
        boolean ended = status != null && ("Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase()));
        List<String> ips = status == null
                ? List.of()
                : status.getPodIPs().stream().map(PodIP::getIp).sorted().toList();
        boolean onNode =
                full.getSpec() != null && Boolean.TRUE.equals(full.getSpec().getHostNetwork());
        return ended || (ips.isEmpty() && !onNode)
                ? null
                : pod(
                        full.getMetadata().getNamespace(),
                        full.getMetadata().getName(),
                        new Addresses(onNode, onNode ? List.of() : ips));
    }

    private static Pod pod(String namespace, String name, Addresses addresses) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withHostNetwork(addresses.onNode() ? true : null)
                .endSpec()
                .withNewStatus()
                .withPodIPs(addresses.ips().stream()
                        .map(ip -> new PodIPBuilder().withIp(ip).build())
                        .toList())
                .endStatus()
                .build();
    }

    /** @param trimmed as {@link #trimmed} made it */
    void put(Pod trimmed) {
        Addresses addresses = new Addresses(
                Boolean.TRUE.equals(trimmed.getSpec().getHostNetwork()),
                trimmed.getStatus().getPodIPs().stream().map(PodIP::getIp).toList());
        namespaces
                .computeIfAbsent(trimmed.getMetadata().getNamespace(), name -> new HashMap<>())
                .put(trimmed.getMetadata().getName(), addresses);
    }

    void remove(String namespace, String name) {
        namespaces.computeIfPresent(namespace, (key, pods) -> {
            pods.remove(name);
            return pods.isEmpty() ? null : pods;
        });
    }

    void clear() {
        namespaces.clear();
    }

    List<Pod> in(String namespace) {
        return namespaces.getOrDefault(namespace, Map.of()).entrySet().stream()
                .map(entry -> pod(namespace, entry.getKey(), entry.getValue()))
                .toList();
    }
}
