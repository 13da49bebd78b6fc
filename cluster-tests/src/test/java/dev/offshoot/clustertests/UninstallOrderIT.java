package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Names;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Parts of an installation by Helm are deleted in the wrong order while a Service is intercepted and a DevSpace waits for its finalizer:
 * in the end the Service is as its user wrote it and nothing of Offshoot is left. The right order is {@code HelmIT}'s and {@code
 * UninstallIT}'s.
 */
@TestCluster
@Order(Integer.MAX_VALUE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UninstallOrderIT {
    private final Cluster cluster;
    private final KubernetesClient client;
    private final HelmRelease release;
    private LoadSpaces spaces;
    private Service written;
    private Set<String> before;

    UninstallOrderIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
        this.release = new HelmRelease(Helm.built(), cluster);
    }

    @BeforeAll
    void create() {
        untilNoNamespaceIsEnding();
        release.inPlaceOfKubectls();
        spaces = LoadSpaces.create(cluster, "order");
        spaces.override();
        written = spaces.orders();
        before = ClusterObjects.in(cluster);
    }

    @BeforeEach
    void installAndIntercept() {
        release.install(
                Helm.CHART, "--set=domains={dev.example.com}", "--set=gateway.replicas=1,controller.replicas=1");
        client.resource("""
                        apiVersion: offshoot.dev/v1alpha1
                        kind: DevSpace
                        metadata: {name: order-alice}
                        spec: {parent: order-root}
                        """).create();
        await().atMost(60, SECONDS)
                .until(() -> isIntercepted()
                        && client.resources(DevSpace.class)
                                .withName("order-alice")
                                .get()
                                .getMetadata()
                                .getFinalizers()
                                .contains(Names.FINALIZER));
    }

    @AfterEach
    void theServiceIsAsItsUserWroteIt() {
        Traffic.assertSame(spaces.orders(), written);
    }

    @AfterAll
    void delete() {
        spaces.delete();
        client.namespaces().withName(Installation.NAMESPACE).delete();
    }

    @Test
    @Order(1)
    void customResourceDefinitionsFirst() {
        delete("crds");
        release.uninstall();
        untilNothingIsLeft("");
    }

    @Test
    @Order(2)
    void rightsFirst() {
        delete("rbac");
        release.uninstall();
        untilNothingIsLeft("");
    }

    /** Controllers without rights can't put anything back: the documented command does. */
    @Test
    @Order(3)
    void everythingAtOnceWithoutTheHook() {
        release.uninstallWithoutHooks();
        assertThat(isIntercepted()).as("the hook would have been needed").isTrue();
        String said = InterceptedOrders.run(cluster.kubeconfig(), "restore").orThrow();
        assertThat(said).contains("restored Service order-root/orders", "let DevSpace order-alice go");
        for (String program : List.of(Installation.CONTROLLER, Installation.GATEWAY)) {
            untilNoPod(program);
        }
        client.leases()
                .inNamespace(Installation.NAMESPACE)
                .withName(Installation.CONTROLLER)
                .delete();
        client.configMaps()
                .inNamespace(Installation.NAMESPACE)
                .withName("offshoot-ports")
                .delete();
        untilNothingIsLeft("");
    }

    /** Kubernetes ends Pods before it deletes anything else of a namespace; it looks after them again only when minutes are over. */
    @Test
    @Order(4)
    void namespaceFirst() {
        cluster.kubectl("delete", "namespace", Installation.NAMESPACE, "--wait=false")
                .orThrow();
        untilNoPod(Installation.CONTROLLER);
        assertThat(isIntercepted()).isFalse();
        for (String part : List.of("policies", "rbac", "crds")) {
            delete(part);
        }
        untilNothingIsLeft(Installation.NAMESPACE);
    }

    /** What earlier classes deleted would else count as there before, and go meanwhile. */
    private void untilNoNamespaceIsEnding() {
        await().atMost(420, SECONDS)
                .until(() -> client.namespaces().list().getItems().stream()
                        .allMatch(namespace -> namespace.getMetadata().getDeletionTimestamp() == null));
    }

    /** @param namespace whose objects don't count, nor the addresses of its Services; empty for none */
    private void untilNothingIsLeft(String namespace) {
        await().atMost(120, SECONDS).untilAsserted(() -> {
            Set<String> addresses = namespace.isEmpty() ? Set.of() : addresses(namespace);
            Predicate<String> counts = object -> namespace.isEmpty()
                    || !object.contains(namespace) && addresses.stream().noneMatch(object::endsWith);
            assertThat(ClusterObjects.in(cluster))
                    .filteredOn(counts)
                    .containsExactlyElementsOf(before.stream().filter(counts).toList());
        });
    }

    /** Of a namespace's Services, each with a blank before it; each is an object of no namespace as long as its Service is there. */
    private Set<String> addresses(String namespace) {
        return client.services().inNamespace(namespace).list().getItems().stream()
                .map(service -> " " + service.getSpec().getClusterIP())
                .collect(Collectors.toSet());
    }

    private void untilNoPod(String program) {
        await().atMost(120, SECONDS)
                .until(() -> client.pods()
                        .inNamespace(Installation.NAMESPACE)
                        .withLabel("app.kubernetes.io/name", program)
                        .list()
                        .getItems()
                        .isEmpty());
    }

    private void delete(String part) {
        cluster.kubectl("delete", "--ignore-not-found", "--timeout=60s", "--filename=" + Helm.DEPLOY.resolve(part))
                .orThrow();
    }

    private boolean isIntercepted() {
        return spaces.orders().getSpec().getSelector().containsKey(Names.INTERCEPTED);
    }
}
