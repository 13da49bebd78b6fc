package dev.offshoot.controller.replicas;

import dev.offshoot.routing.plan.PlanSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How the gateways are found and asked.
 *
 * @param namespace where they run: Pods of other namespaces never count
 * @param labels what their Pods carry
 * @param managementPort of the gateways
 * @param token a file with the token that is shown to them, read for each connection; where it isn't there, none is shown
 * @param firstPort the first listening port that may be open
 * @param lastPort the last listening port that may be open
 * @param times how long is waited
 */
public record ReplicaSettings(
        String namespace,
        Map<String, String> labels,
        int managementPort,
        Path token,
        int firstPort,
        int lastPort,
        Times times) {
    /** Label of the gateways' Pods. */
    public static final Map<String, String> GATEWAYS = Map.of("app.kubernetes.io/name", "offshoot-gateway");

    /** Where a projected token of audience {@code gateway.offshoot.dev} is mounted. */
    public static final Path TOKEN = Path.of("/var/run/secrets/gateway.offshoot.dev/token");

    /**
     * @param connect how long a connection may take to come about; one that takes longer has failed
     * @param silence how long a replica may say nothing before it is dialled again
     * @param patience how long a Pod that never answered anything keeps the plan waiting
     * @param retryAtMost between attempts to reach a Pod; the first comes after a hundredth
     * @param relist after which the Pods are listed again
     */
    public record Times(Duration connect, Duration silence, Duration patience, Duration retryAtMost, Duration relist) {
        public static final Times DEFAULT = new Times(
                Duration.ofSeconds(2),
                Duration.ofSeconds(7),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(2));
    }

    public ReplicaSettings {
        labels = Map.copyOf(labels);
    }

    /** The gateways of the controller's own namespace. */
    public static ReplicaSettings of(PlanSettings plan) {
        return new ReplicaSettings(
                plan.ownNamespace(), GATEWAYS, 8081, TOKEN, plan.firstPort(), plan.lastPort(), Times.DEFAULT);
    }
}
