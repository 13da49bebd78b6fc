package dev.offshoot.controller;

import dev.offshoot.controller.loop.ControllerSettings;
import dev.offshoot.controller.replicas.ReplicaSettings;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.snapshot.RoutingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator sets: {@code offshoot.*}.
 *
 * @param kubeconfig how to reach the API server; null for the environment's, or the Pod's service account
 * @param context of the kubeconfig; null for its current one
 * @param namespace where the controller and the gateways run
 * @param pod the name of this replica's Pod; empty where it runs in none
 * @param domains the domains whose hosts the gateways serve
 * @param gatewayLabels what the gateways' Pods carry
 * @param gatewayManagementPort their management port
 * @param gatewayToken a file with the token shown to them
 * @param firstPort the first listening port of interception
 * @param lastPort the last one
 * @param linger how long an interception outlives its need
 * @param quarantine how long a freed listening port is kept from other Services, and how long a reversal counts
 * @param reversals how many of them within {@code quarantine} make the controller step back from a Service
 * @param resync how often the cluster is compared with its plan though nothing changed
 */
@ConfigurationProperties("offshoot")
public record ControllerProperties(
        @Nullable Path kubeconfig,
        @Nullable String context,
        @DefaultValue("offshoot-system") String namespace,
        @DefaultValue("") String pod,
        @DefaultValue("localhost") List<String> domains,
        @DefaultValue Map<String, String> gatewayLabels,
        @DefaultValue("8081") int gatewayManagementPort,

        @DefaultValue("/var/run/secrets/gateway.offshoot.dev/token")
        Path gatewayToken,

        @DefaultValue("20000") int firstPort,
        @DefaultValue("29999") int lastPort,
        @DefaultValue("1h") Duration linger,
        @DefaultValue("1d") Duration quarantine,
        @DefaultValue("10") int reversals,
        @DefaultValue("5m") Duration resync) {

    ControllerSettings settings() {
        return new ControllerSettings(
                new PlanSettings(namespace, linger, firstPort, lastPort, quarantine, reversals),
                RoutingConfig.of(domains, List.of()),
                resync);
    }

    ReplicaSettings replicas() {
        return new ReplicaSettings(
                namespace,
                gatewayLabels.isEmpty() ? ReplicaSettings.GATEWAYS : gatewayLabels,
                gatewayManagementPort,
                gatewayToken,
                firstPort,
                lastPort,
                ReplicaSettings.Times.DEFAULT);
    }
}
