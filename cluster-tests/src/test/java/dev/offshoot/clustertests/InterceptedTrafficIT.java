package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** No request fails and none goes to a wrong space, whatever users do to spaces and overrides. */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterceptedTrafficIT {
    private final Cluster cluster;
    private final KubernetesClient client;
    private final Installation offshoot;
    private LoadSpaces spaces;

    InterceptedTrafficIT(Cluster cluster, KubernetesClient client, Installation offshoot) {
        this.cluster = cluster;
        this.client = client;
        this.offshoot = offshoot;
    }

    @BeforeAll
    void create() {
        spaces = LoadSpaces.create(cluster, "traffic");
    }

    @AfterAll
    void delete() {
        spaces.delete();
    }

    @AfterEach
    void reset() {
        spaces.rootLabel("true");
        spaces.reset();
    }

    @Test
    void anOverrideComesAndGoesAndTheServiceIsAsItWas(TestInfo test) {
        Service before = spaces.orders();
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces)) {
            traffic.load().more(400);
            System.out.println("override in force after " + traffic.override().toMillis() + " ms");
            traffic.load().more(400);
            System.out.println(
                    "no interception any more after " + traffic.noOverride().toMillis() + " ms");
            traffic.assertNoFault();
        }
        Traffic.assertSame(spaces.orders(), before);
    }

    /** An override that comes back while the interception lingers finds it as it is. */
    @Test
    void overridesComeAndGoWhileTheInterceptionLingers(TestInfo test) {
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces)) {
            traffic.override();
            for (int i = 0; i < 5; i++) {
                traffic.mayFallBack();
                spaces.noOverride();
                spaces.override();
                traffic.settled();
            }
            traffic.assertNoFault();
        }
    }

    /** Nobody without a context notices; the child, whose parent is no space any more, is told so while a gateway still answers. */
    @Test
    void theRootLabelGoes(TestInfo test) {
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces)) {
            traffic.override();
            traffic.mayFallBack();
            spaces.rootLabel(null);
            traffic.load().settle(spaces.child(), "direct", spaces.root());
            traffic.untilNothingIsLeft();
            LoadTotals totals = traffic.load().totals();
            assertThat(totals.misrouted()).as(totals.line()).isZero();
            assertThat(totals.faults())
                    .allMatch(fault -> fault.contains("context " + spaces.child() + " FAILED 503")
                            && fault.contains("space-broken"));
        }
    }

    @Test
    void theOverridesNamespaceIsDeleted(TestInfo test) {
        LoadSpaces others = LoadSpaces.create(cluster, "deleted");
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), others)) {
            traffic.override();
            traffic.mayFallBack();
            client.namespaces().withName(others.child()).delete();
            traffic.load().settle(others.child(), "direct", others.root());
            traffic.untilNothingIsLeft();
            traffic.assertNoFault();
        } finally {
            others.delete();
        }
    }

    /** The child's requests are answered though the root has no pod, and the root's again as soon as it has one. */
    @Test
    void theRootsBackendsAreAtZeroForAWhile(TestInfo test) {
        Load load = Load.start(cluster, spaces.callers(), spaces.root(), List.of(spaces.child()));
        try (Traffic traffic = Traffic.of(client, test.getDisplayName(), spaces, load)) {
            traffic.override();
            spaces.scaleRoot(0);
            traffic.load().more(800);
            spaces.scaleRoot(2);
            spaces.untilRootIsReady(2);
            traffic.load().more(400);
            traffic.noOverride();
            traffic.assertNoFault();
        } finally {
            spaces.scaleRoot(2);
        }
    }

    /** Whoever labels a Pod like a gateway outside the installation's namespace gets no requests. */
    @Test
    void aFakeReplicaIsNeverListed(TestInfo test) {
        Pod fake = client.pods().inNamespace(spaces.child()).list().getItems().getFirst();
        client.resource(fake).edit(pod -> {
            pod.getMetadata().getLabels().put("app.kubernetes.io/name", Installation.GATEWAY);
            return pod;
        });
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces)) {
            traffic.override();
            Set<String> gateways = new HashSet<>();
            offshoot.gateways().forEach(pod -> gateways.add(pod.getStatus().getPodIP()));
            assertThat(traffic.listed()).isEqualTo(gateways);
            traffic.assertNoFault();
        }
    }

    /**
     * On demand, connections that are older than the interception keep their pod for as long as they live; a rollout of the pods ends
     * them, and their callers' next ones reach the child.
     */
    @Test
    void connectionsOlderThanTheInterceptionKeepTheirPod(TestInfo test) {
        olderConnectionsEnd(
                test,
                () -> client.apps()
                        .deployments()
                        .inNamespace(spaces.root())
                        .withName("orders")
                        .rolling()
                        .restart());
    }

    @Test
    void flushEndsConnectionsOlderThanTheInterception(TestInfo test) {
        olderConnectionsEnd(
                test,
                () -> InterceptedOrders.run(cluster.kubeconfig(), "flush", "orders", "-n", spaces.root())
                        .orThrow());
    }

    private void olderConnectionsEnd(TestInfo test, Runnable end) {
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces, "-old=5")) {
            traffic.load().more(400);
            traffic.override();
            traffic.load().more(400);
            for (String kind : List.of("old", "old-h2c")) {
                assertThat(traffic.load().totals().answered(kind, spaces.child(), "direct", spaces.root()))
                        .as(kind)
                        .isPositive();
                assertThat(traffic.load().totals().answered(kind, spaces.child(), "gateway", spaces.child()))
                        .as(kind)
                        .isZero();
            }
            end.run();
            await().atMost(60, SECONDS)
                    .until(() -> traffic.load().totals().answered("old", spaces.child(), "gateway", spaces.child()) > 0
                            && traffic.load().totals().answered("old-h2c", spaces.child(), "gateway", spaces.child())
                                    > 0);
            traffic.assertNoFault();
        }
    }

    /** Never is never, and Always needs no override. */
    @Test
    void annotationsDecide(TestInfo test) {
        spaces.annotate("offshoot.dev/intercept", "Always");
        await().atMost(30, SECONDS)
                .until(() -> spaces.orders().getSpec().getSelector().containsKey("offshoot.dev/intercepted"));
        // The Service says so before the node's kube-proxy acts on it: only now a connection that lives on leads to a
        // gateway for sure.
        try (Load first = Load.start(cluster, spaces.callers(), spaces.root(), List.of(""))) {
            first.settle("", "gateway", spaces.root());
        }
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces, "-old=5")) {
            traffic.load().settle("", "gateway", spaces.root());
            traffic.override();
            for (String kind : List.of("old", "old-h2c")) {
                await("a connection older than the override leads to it: " + kind)
                        .atMost(30, SECONDS)
                        .until(() ->
                                traffic.load().totals().answered(kind, spaces.child(), "gateway", spaces.child()) > 0);
            }
            traffic.mayFallBack();
            spaces.annotate("offshoot.dev/intercept", "Never");
            traffic.load().untilAnswered(spaces.child(), "direct", spaces.root());
            traffic.untilNothingIsLeft();
            traffic.assertNoFault();
        }
    }
}
