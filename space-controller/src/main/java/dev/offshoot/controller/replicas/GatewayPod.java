package dev.offshoot.controller.replicas;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's Pod as its object has it.
 *
 * @param addresses one for each address family, at least one
 * @param ready its condition Ready
 * @param terminating whether it was told to stop
 */
record GatewayPod(String name, String uid, List<String> addresses, boolean ready, boolean terminating) {
    GatewayPod {
        addresses = List.copyOf(addresses);
    }

    /** Null for a Pod that is none of the gateways', has ended or has no address yet. */
    static @Nullable GatewayPod of(Pod pod, ReplicaSettings settings) {
        Map<String, String> labels = pod.getMetadata().getLabels() == null
                ? Map.of()
                : pod.getMetadata().getLabels();
        PodStatus status = pod.getStatus();
        if (!settings.namespace().equals(pod.getMetadata().getNamespace())
                || !labels.entrySet().containsAll(settings.labels().entrySet())
                || status == null
                || "Failed".equals(status.getPhase())
                || "Succeeded".equals(status.getPhase())) {
            return null;
        }
        List<String> addresses = status.getPodIPs().stream()
                .map(PodIP::getIp)
                .filter(Objects::nonNull)
                .toList();
        if (addresses.isEmpty()) {
            return null;
        }
        boolean ready = status.getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
        return new GatewayPod(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                addresses,
                ready,
                pod.getMetadata().getDeletionTimestamp() != null);
    }
}
