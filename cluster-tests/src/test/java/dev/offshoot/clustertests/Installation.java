package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Offshoot in the cluster, as {@code deploy/} has it: Deployments of two replicas each in namespace {@code offshoot-system}, from
 * images of the built jars. The gateway's domains are {@code localhost} and {@code dev.example.com}. Safe for use by several
 * threads.
 */
public final class Installation {
    /** Where everything of it is. */
    public static final String NAMESPACE = "offshoot-system";

    /** Name of the gateway's Deployment and Service, and its Pods' label {@code app.kubernetes.io/name}. */
    public static final String GATEWAY = "offshoot-gateway";

    /** Name of the controller's Deployment, and its Pods' label {@code app.kubernetes.io/name}. */
    public static final String CONTROLLER = "offshoot-controller";

    private final Cluster cluster;
    private final InetSocketAddress urls;

    private Installation(Cluster cluster) {
        this.cluster = cluster;
        cluster.install();
        String address = cluster.client()
                .services()
                .inNamespace(NAMESPACE)
                .withName(GATEWAY)
                .get()
                .getSpec()
                .getClusterIP();
        this.urls = cluster.reach(address, 80);
    }

    /** Returns when every replica is ready. */
    static Installation into(Cluster cluster) {
        return new Installation(cluster);
    }

    /** A loopback address that leads to the gateway's Service; each connection goes to one of the replicas. */
    public InetSocketAddress urls() {
        return urls;
    }

    /** The gateway's Pods that aren't being deleted, ready or not. */
    public List<Pod> gateways() {
        return pods(GATEWAY);
    }

    /** The controller's Pods that aren't being deleted, ready or not. */
    public List<Pod> controllers() {
        return pods(CONTROLLER);
    }

    /** Waits until a Deployment of the installation has as many ready Pods as it wants, of its present template, and no others. */
    public void untilRolledOut(String name) {
        await().atMost(180, SECONDS).until(() -> {
            Deployment deployment = cluster.client()
                    .apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName(name)
                    .get();
            Integer wanted = deployment.getSpec().getReplicas();
            return deployment
                            .getMetadata()
                            .getGeneration()
                            .equals(deployment.getStatus().getObservedGeneration())
                    && wanted.equals(deployment.getStatus().getReplicas())
                    && wanted.equals(deployment.getStatus().getUpdatedReplicas())
                    && wanted.equals(deployment.getStatus().getAvailableReplicas());
        });
    }

    /** Applies everything again, as {@code cluster-tests/install} does: after a test that took parts of it away. */
    public void restore() {
        cluster.install();
    }

    private List<Pod> pods(String name) {
        return cluster
                .client()
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("app.kubernetes.io/name", name)
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }
}
