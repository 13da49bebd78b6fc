package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** Parts of Offshoot and of Kubernetes end while a Service is intercepted; requests fail only where a process is killed that held them. */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayLossIT {
    private final Cluster cluster;
    private final KubernetesClient client;
    private final Installation offshoot;
    private LoadSpaces spaces;

    GatewayLossIT(Cluster cluster, KubernetesClient client, Installation offshoot) {
        this.cluster = cluster;
        this.client = client;
        this.offshoot = offshoot;
    }

    @BeforeAll
    void create() {
        spaces = LoadSpaces.create(cluster, "loss");
    }

    @AfterAll
    void delete() {
        spaces.delete();
    }

    @AfterEach
    void reset() {
        offshoot.untilRolledOut(Installation.GATEWAY);
        offshoot.untilRolledOut(Installation.CONTROLLER);
        spaces.reset();
    }

    @Test
    void aGatewayIsDrained(TestInfo test) {
        try (Traffic traffic = begin(test)) {
            Pod gateway = offshoot.gateways().getFirst();
            client.resource(gateway).delete();
            untilGone(gateway);
            traffic.assertNoFault();
        }
    }

    @Test
    void gatewaysAreRolled(TestInfo test) {
        try (Traffic traffic = begin(test)) {
            List<Pod> before = offshoot.gateways();
            client.apps()
                    .deployments()
                    .inNamespace(Installation.NAMESPACE)
                    .withName(Installation.GATEWAY)
                    .rolling()
                    .restart();
            before.forEach(this::untilGone);
            offshoot.untilRolledOut(Installation.GATEWAY);
            traffic.assertNoFault();
        }
    }

    @Test
    void theServicesOwnPodsAreRolled(TestInfo test) {
        try (Traffic traffic = begin(test)) {
            for (String space : List.of(spaces.root(), spaces.child())) {
                List<Pod> before = client.pods().inNamespace(space).list().getItems();
                client.apps()
                        .deployments()
                        .inNamespace(space)
                        .withName("orders")
                        .rolling()
                        .restart();
                before.forEach(this::untilGone);
            }
            traffic.assertNoFault();
        }
    }

    /** Measured before without an open connection to each replica: 50 of new connections and 4 of kept ones. */
    @Test
    void oneOfTwoGatewaysIsKilled(TestInfo test) {
        try (Traffic traffic = begin(test)) {
            cluster.kill(offshoot.gateways().getFirst());
            traffic.load().more(4000);
            LoadTotals totals = traffic.load().totals();
            System.out.println("killed one of two gateways; failed: " + LoadFaults.span(totals));
            assertThat(totals.misrouted()).as(totals.line()).isZero();
            assertThat(totals.failed()).as(totals.line()).isLessThan(200);
        }
    }

    /** Measured before with one gateway: 223 and 216, within 1.1 s. */
    @Test
    void allGatewaysAreKilled(TestInfo test) {
        try (Traffic traffic = begin(test)) {
            traffic.mayFallBack();
            offshoot.gateways().forEach(cluster::kill);
            Duration answered = traffic.load().settle("", "direct", spaces.root());
            System.out.println("killed all gateways; the baseline answers alone after " + answered.toMillis()
                    + " ms; failed: " + LoadFaults.span(traffic.load().totals()));
            offshoot.untilRolledOut(Installation.GATEWAY);
            traffic.settled();
            LoadTotals totals = traffic.load().totals();
            assertThat(totals.misrouted()).as(totals.line()).isZero();
            assertThat(totals.failed()).as(totals.line()).isLessThan(2000);
        }
    }

    @Test
    void aGatewayDrainsWhileNoControllerIsThere(TestInfo test) {
        try (Traffic traffic = begin(test)) {
            scaleController(0);
            await().atMost(90, SECONDS)
                    .until(() -> client.pods()
                            .inNamespace(Installation.NAMESPACE)
                            .withLabel("app.kubernetes.io/name", Installation.CONTROLLER)
                            .list()
                            .getItems()
                            .isEmpty());
            Pod gateway = offshoot.gateways().getFirst();
            client.resource(gateway).delete();
            traffic.load().more(4000);
            assertThat(client.resource(gateway).get())
                    .as("the gateway that still is listed")
                    .isNotNull();
            scaleController(2);
            untilGone(gateway);
            traffic.assertNoFault();
        } finally {
            scaleController(2);
        }
    }

    @Test
    void theLeaderChanges(TestInfo test) {
        try (Traffic traffic = begin(test)) {
            String leader = leader();
            client.pods().inNamespace(Installation.NAMESPACE).withName(leader).delete();
            traffic.noOverride();
            traffic.override();
            assertThat(leader()).isNotEqualTo(leader);
            traffic.assertNoFault();
        }
    }

    @Test
    void theApiServerRestarts(TestInfo test) {
        try (Traffic traffic = begin(test)) {
            cluster.component("restart", "kube-apiserver");
            traffic.load().more(1000);
            await().atMost(60, SECONDS).ignoreExceptions().until(() -> spaces.orders() != null);
            traffic.noOverride();
            traffic.override();
            traffic.assertNoFault();
        }
    }

    private Traffic begin(TestInfo test) {
        Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces);
        traffic.override();
        return traffic;
    }

    private String leader() {
        return client.leases()
                .inNamespace(Installation.NAMESPACE)
                .withName("offshoot-controller")
                .get()
                .getSpec()
                .getHolderIdentity();
    }

    private void scaleController(int replicas) {
        client.apps()
                .deployments()
                .inNamespace(Installation.NAMESPACE)
                .withName(Installation.CONTROLLER)
                .scale(replicas);
    }

    private void untilGone(Pod pod) {
        await().atMost(150, SECONDS).until(() -> {
            Pod now = client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .get();
            return now == null
                    || !now.getMetadata().getUid().equals(pod.getMetadata().getUid());
        });
    }
}
