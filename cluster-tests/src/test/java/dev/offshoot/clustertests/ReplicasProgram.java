package dev.offshoot.clustertests;

import dev.offshoot.cluster.watch.ClusterAccess;
import dev.offshoot.controller.replicas.ReplicaSettings;
import dev.offshoot.controller.replicas.Replicas;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.plan.Replica;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Follows the gateways as the controller does, in the node's network: prints a line for each change, {@code alive}, microseconds since
 * 1970 and the names of those that are. Arguments: a kubeconfig and a file with the controller's token for gateways.
 */
final class ReplicasProgram {
    private ReplicasProgram() {}

    public static void main(String[] args) throws InterruptedException {
        ReplicaSettings controllers = ReplicaSettings.of(PlanSettings.of(Installation.NAMESPACE));
        ReplicaSettings settings = new ReplicaSettings(
                controllers.namespace(),
                controllers.labels(),
                controllers.managementPort(),
                Path.of(args[1]),
                controllers.firstPort(),
                controllers.lastPort(),
                controllers.times());
        Replicas replicas = new Replicas(ClusterAccess.client(Path.of(args[0]), null), settings);
        replicas.start(() -> System.out.println("alive " + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + " "
                + String.join(
                        ",",
                        replicas.replicas().stream()
                                .filter(Replica::ready)
                                .map(Replica::name)
                                .toList())
                + " " + replicas.problems()));
        Thread.currentThread().join(); // until it is killed
    }
}
