package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Offshoot goes while it intercepts, and nobody's request fails; its controllers are other ones after each test. */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UninstallIT {
    /** Shorter than gateways keep a port open that nobody wants, so that connections to the former Service are still there. */
    private static final Duration QUARANTINE = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final KubernetesClient client;
    private final Installation offshoot;
    private LoadSpaces spaces;
    private Deployment gateway;
    private Deployment controller;

    UninstallIT(Cluster cluster, KubernetesClient client, Installation offshoot) {
        this.cluster = cluster;
        this.client = client;
        this.offshoot = offshoot;
    }

    @BeforeAll
    void create() {
        spaces = LoadSpaces.create(cluster, "uninstall");
        gateway = asWritten(Installation.GATEWAY);
        controller = asWritten(Installation.CONTROLLER);
    }

    @AfterEach
    void reset() {
        spaces.reset();
    }

    @AfterAll
    void installAgain() {
        spaces.delete();
        for (Deployment one : List.of(gateway, controller)) {
            client.resource(one).forceConflicts().serverSideApply();
        }
        List.of(Installation.GATEWAY, Installation.CONTROLLER).forEach(offshoot::untilRolledOut);
    }

    private Deployment asWritten(String name) {
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(Installation.NAMESPACE)
                .withName(name)
                .get();
        deployment.getMetadata().setResourceVersion(null);
        deployment.getMetadata().setUid(null);
        deployment.getMetadata().setManagedFields(null);
        deployment.setStatus(null);
        return deployment;
    }

    @Test
    @Order(1)
    void offshootRestoreWithoutAController(TestInfo test) {
        Service before = spaces.orders();
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces)) {
            traffic.override();
            endControllers();
            traffic.mayFallBack();
            InterceptedOrders.run(cluster.kubeconfig(), "restore").orThrow();
            traffic.load().settle(spaces.child(), "direct", spaces.root());
            assertThat(traffic.ours()).isEmpty();
            traffic.assertNoFault();
            Traffic.assertSame(spaces.orders(), before);
        } finally {
            client.resource(controller).forceConflicts().serverSideApply();
            offshoot.untilRolledOut(Installation.CONTROLLER);
        }
    }

    /** Kept connections of the Service that had the port before are still at the gateways: another Service never answers them. */
    @Test
    @Order(2)
    void aListeningPortIsGivenToAnotherService(TestInfo test) {
        Deployment quick = asWritten(Installation.CONTROLLER);
        quick.getSpec().setReplicas(2);
        quick.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getArgs()
                .add("--offshoot.quarantine=" + QUARANTINE.toSeconds() + "s");
        endControllers();
        client.configMaps()
                .inNamespace(Installation.NAMESPACE)
                .withName("offshoot-ports")
                .delete(); // so that both Services get the first port
        client.resource(quick).forceConflicts().serverSideApply();
        offshoot.untilRolledOut(Installation.CONTROLLER);
        LoadSpaces others = LoadSpaces.create(cluster, "reuse");
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces, "-reuse=100000");
                Traffic next = Traffic.start(cluster, "the Service that gets the port", others)) {
            traffic.override();
            int port = traffic.listeningPort();
            traffic.noOverride();
            Instant over = Instant.now().plus(QUARANTINE).plusSeconds(1);
            await().until(() -> Instant.now().isAfter(over));
            next.override();
            assertThat(next.listeningPort())
                    .as("the listening port of the second Service")
                    .isEqualTo(port);
            traffic.assertNoFault();
            next.assertNoFault();
        } finally {
            others.delete();
        }
    }

    @Test
    @Order(3)
    void theDeploymentsAreDeletedControllersFirst(TestInfo test) {
        Service before = spaces.orders();
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces)) {
            traffic.override();
            traffic.mayFallBack();
            delete(controller);
            untilNoPod(Installation.CONTROLLER);
            assertThat(traffic.ours()).isEmpty();
            traffic.load().untilAnswered(spaces.child(), "direct", spaces.root());
            delete(gateway);
            untilNoPod(Installation.GATEWAY);
            traffic.load().settle(spaces.child(), "direct", spaces.root());
            traffic.assertNoFault();
        }
        Traffic.assertSame(spaces.orders(), before);
    }

    private void endControllers() {
        client.apps()
                .deployments()
                .inNamespace(Installation.NAMESPACE)
                .withName(Installation.CONTROLLER)
                .scale(0);
        untilNoPod(Installation.CONTROLLER);
    }

    private void delete(Deployment deployment) {
        client.resource(deployment)
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
    }

    private void untilNoPod(String name) {
        await().atMost(150, SECONDS)
                .until(() -> client.pods()
                        .inNamespace(Installation.NAMESPACE)
                        .withLabel("app.kubernetes.io/name", name)
                        .list()
                        .getItems()
                        .isEmpty());
    }
}
