package dev.offshoot.clustertests;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A Node object that is ready though no kubelet is behind it, for Pods that are only objects. Its Lease is renewed as a kubelet does,
 * else Kubernetes would call its Pods unready. Nothing is scheduled there.
 */
final class NodeWithoutKubelet implements AutoCloseable {
    static final String NAME = "without-kubelet";

    private final KubernetesClient client;
    private final ScheduledExecutorService heartbeat = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    NodeWithoutKubelet(KubernetesClient client) {
        this.client = client;
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .withNewSpec()
                        .withUnschedulable(true)
                        .addNewTaint("NoSchedule", NAME, null, "true")
                        .endSpec()
                        .build())
                .createOr(node -> node.update());
        client.nodes()
                .withName(NAME)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\": {\"conditions\": [{\"type\": \"Ready\", \"status\": \"True\"}]}}");
        beat();
        heartbeat.scheduleWithFixedDelay(this::beat, 10, 10, TimeUnit.SECONDS);
    }

    private void beat() {
        client.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace("kube-node-lease")
                        .withName(NAME)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(NAME)
                        .withLeaseDurationSeconds(40)
                        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                        .endSpec()
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    /** The Node and its Lease go; Pods that are still there are removed by Kubernetes. */
    @Override
    public void close() {
        heartbeat.shutdownNow();
        client.nodes().withName(NAME).delete();
        client.leases().inNamespace("kube-node-lease").withName(NAME).delete();
    }
}
