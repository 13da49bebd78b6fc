package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/**
 * A root space with {@code orders}, a child space whose pods wait for a Service of that name, and a namespace that is no space, for
 * callers. Every pod answers with its space.
 */
final class LoadSpaces {
    private final KubernetesClient client;
    private final String root;
    private final String child;
    private final String callers;

    private LoadSpaces(KubernetesClient client, String prefix) {
        this.client = client;
        this.root = prefix + "-root";
        this.child = prefix + "-alice";
        this.callers = prefix + "-callers";
    }

    static LoadSpaces create(Cluster cluster, String prefix) {
        LoadImage.in(cluster);
        LoadSpaces spaces = new LoadSpaces(cluster.client(), prefix);
        spaces.create();
        return spaces;
    }

    private void create() {
        await().atMost(90, SECONDS)
                .until(() -> List.of(root, child, callers).stream()
                        .allMatch(name -> client.namespaces().withName(name).get() == null));
        namespace(root, "offshoot.dev/root", "true");
        namespace(child, "offshoot.dev/parent", root);
        namespace(callers, "team", "callers");
        for (String space : List.of(root, child)) {
            Manifests.apply(client, "load-space.yaml", space);
        }
        client.resource(service(root)).create();
        for (String space : List.of(root, child)) {
            await().atMost(60, SECONDS)
                    .until(() -> client.apps()
                            .deployments()
                            .inNamespace(space)
                            .withName("orders")
                            .isReady());
        }
    }

    private void namespace(String name, String label, String value) {
        Namespace namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(label, value)
                .endMetadata()
                .build();
        client.resource(namespace).create();
    }

    String root() {
        return root;
    }

    String child() {
        return child;
    }

    String callers() {
        return callers;
    }

    /** {@code orders} as its user wrote it. */
    static Service service(String namespace) {
        return Serialization.unmarshal(Manifests.text("orders-service.yaml", namespace), Service.class);
    }

    /** Makes the child override orders. */
    void override() {
        client.resource(service(child)).create();
    }

    void noOverride() {
        client.resource(service(child)).delete();
    }

    /** The root's orders as they are now. */
    Service orders() {
        return client.services().inNamespace(root).withName("orders").get();
    }

    /** As at first, whatever a test did: the root's Service alone, and nothing of ours. */
    void reset() {
        client.services().inNamespace(child).delete();
        client.services().inNamespace(root).delete();
        await().atMost(60, SECONDS)
                .until(() ->
                        client.services().inNamespace(root).list().getItems().isEmpty()
                                && client.discovery()
                                        .v1()
                                        .endpointSlices()
                                        .inNamespace(root)
                                        .list()
                                        .getItems()
                                        .isEmpty());
        client.resource(service(root)).create();
    }

    /** How many pods the root's orders have; returns at once. */
    void scaleRoot(int pods) {
        client.apps().deployments().inNamespace(root).withName("orders").scale(pods);
    }

    void untilRootIsReady(int pods) {
        client.apps()
                .deployments()
                .inNamespace(root)
                .withName("orders")
                .waitUntilCondition(
                        orders ->
                                Integer.valueOf(pods).equals(orders.getStatus().getReadyReplicas()),
                        60,
                        SECONDS);
    }

    /** @param value null for none */
    void rootLabel(String value) {
        client.namespaces().withName(root).edit(namespace -> {
            namespace.getMetadata().getLabels().remove("offshoot.dev/root");
            if (value != null) {
                namespace.getMetadata().getLabels().put("offshoot.dev/root", value);
            }
            return namespace;
        });
    }

    /** Annotates the root's orders. */
    void annotate(String name, String value) {
        client.services().inNamespace(root).withName("orders").edit(service -> {
            service.getMetadata().getAnnotations().put(name, value);
            return service;
        });
    }

    void delete() {
        List.of(callers, child, root)
                .forEach(name -> client.namespaces().withName(name).delete());
    }
}
