package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A root space with 100 Services, all of two real pods, and child spaces with two overrides and a Pod for each. These Pods are
 * objects that no kubelet runs, with addresses on which one process answers; Kubernetes makes their Services' EndpointSlices as ever.
 * Every 50th space is a team, a child of the root; of the others every second one is its team's child, the rest the root's. Every
 * tenth is a DevSpace, the others are labelled namespaces. The overrides are of 20 of the root's Services.
 */
final class ScaleWorld {
    static final String ROOT = "scale-root";
    static final int SERVICES = 100;
    static final int OVERRIDDEN = 20;

    /** The first Services have URLs. */
    static final int EXPOSED = 10;

    private static final int TEAM = 50;
    private static final int WRITERS = 4;
    private static final int PORT = 18099;

    private final Cluster cluster;
    private final KubernetesClient client;
    private final int spaces;
    private NodeWithoutKubelet node;

    ScaleWorld(Cluster cluster, int spaces) {
        this.cluster = cluster;
        this.client = cluster.client();
        this.spaces = spaces;
    }

    int spaces() {
        return spaces;
    }

    static String space(int index) {
        return "scale-%04d".formatted(index);
    }

    static String service(int index) {
        return "svc-%03d".formatted(index);
    }

    static boolean isDevSpace(int index) {
        return index % 10 == 9;
    }

    static String parent(int index) {
        int team = index - index % TEAM;
        return index % 2 == 0 ? ROOT : space(team);
    }

    /** Indices of the two Services that a space overrides. */
    static int[] overrides(int index) {
        int first = index % OVERRIDDEN;
        return new int[] {first, (first + 1 + index / OVERRIDDEN % (OVERRIDDEN - 1)) % OVERRIDDEN};
    }

    /** Of one of a space's two Pods. */
    static String address(int index, int which) {
        int number = 2 * index + which;
        return "10.246." + number / 250 + "." + (1 + number % 250);
    }

    /** Who must answer a space's call of a Service: the address of an override's Pod, or the root. */
    static String answering(int space, int service) {
        int[] own = overrides(space);
        for (int which = 0; which < own.length; which++) {
            if (own[which] == service) {
                return address(space, which);
            }
        }
        return parent(space).equals(ROOT) ? ROOT : answering(space - space % TEAM, service);
    }

    Stream<String> teams() {
        return IntStream.range(0, spaces).filter(index -> index % TEAM == 0).mapToObj(ScaleWorld::space);
    }

    /** The Services that another space's stands before: the root's, and those of teams that their children override too. */
    TreeSet<String> overridden() {
        TreeSet<String> overridden = new TreeSet<>();
        for (int index = 0; index < spaces; index++) {
            int team = index - index % TEAM;
            for (int service : overrides(index)) {
                overridden.add(ROOT + "/" + service(service));
                boolean teamHas = IntStream.of(overrides(team)).anyMatch(its -> its == service);
                if (parent(index).equals(space(team)) && teamHas) {
                    overridden.add(space(team) + "/" + service(service));
                }
            }
        }
        return overridden;
    }

    /** Returns when the root's pods answer. */
    void createRoot() throws IOException {
        LoadImage.in(cluster);
        await().atMost(120, SECONDS)
                .until(() -> client.namespaces().withName(ROOT).get() == null
                        && client.namespaces().withName("scale-node").get() == null);
        cluster.inNetwork("ip", "route", "replace", "local", "10.246.0.0/16", "dev", "lo")
                .orThrow();
        node = new NodeWithoutKubelet(client);
        Manifests.apply(client, "scale.yaml");
        Manifests.apply(client, "load-space.yaml", ROOT);
        each(SERVICES, i -> client.resource(rootService(i)).create());
        await().atMost(90, SECONDS)
                .until(() -> client.apps()
                                .deployments()
                                .inNamespace(ROOT)
                                .withName("orders")
                                .isReady()
                        && client.pods()
                                .inNamespace("scale-node")
                                .withName("many")
                                .isReady());
    }

    /** As fast as the API server takes them; returns when all are written. */
    void createSpaces() {
        each(spaces, this::create);
    }

    private void create(int index) {
        String name = space(index);
        if (isDevSpace(index)) {
            client.resource("apiVersion: offshoot.dev/v1alpha1\nkind: DevSpace\nmetadata: {name: " + name
                            + "}\nspec: {parent: " + parent(index) + ", deletionPolicy: Delete}")
                    .create();
        } else {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .addToLabels("offshoot.dev/parent", parent(index))
                            .endMetadata()
                            .build())
                    .create();
        }
        await().atMost(120, SECONDS)
                .until(() -> client.namespaces().withName(name).get() != null);
        int[] overrides = overrides(index);
        for (int which = 0; which < overrides.length; which++) {
            Service service = service(name, service(overrides[which]), Map.of("app", service(overrides[which])));
            Manifests.create(client, service);
            pod(name, service(overrides[which]), address(index, which));
        }
    }

    /** A Pod that answers with its address. */
    void pod(String namespace, String app, String address) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(app)
                .addToLabels("app", app)
                .endMetadata()
                .withNewSpec()
                .withNodeName(NodeWithoutKubelet.NAME)
                .withTerminationGracePeriodSeconds(0L)
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName("serve")
                .withImage("localhost/load:1")
                .addNewPort()
                .withName("http")
                .withContainerPort(PORT)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
        Manifests.create(client, pod);
        client.pods()
                .inNamespace(namespace)
                .withName(app)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status": {"phase": "Running", "podIP": "%s", "podIPs": [{"ip": "%s"}],
                          "conditions": [{"type": "Ready", "status": "True"}]}}
                        """.formatted(address, address));
    }

    private static Service rootService(int index) {
        Service service = service(ROOT, service(index), Map.of("app", "orders"));
        if (index < EXPOSED) {
            service.getMetadata().setAnnotations(Map.of("offshoot.dev/expose", "true"));
        }
        return service;
    }

    /** @param selector empty for a Service whose slices are written by the test */
    static Service service(String namespace, String name, Map<String, String> selector) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withSelector(selector)
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withNewTargetPort("http")
                .endPort()
                .endSpec()
                .build();
    }

    /** Returns at once. */
    void delete() {
        each(spaces, i -> {
            if (isDevSpace(i)) {
                client.genericKubernetesResources("offshoot.dev/v1alpha1", "DevSpace")
                        .withName(space(i))
                        .delete();
            } else {
                client.namespaces().withName(space(i)).delete();
            }
        });
        List.of("scale-changes", "scale-node", ROOT)
                .forEach(name -> client.namespaces().withName(name).delete());
        if (node != null) {
            node.close();
        }
        cluster.inNetwork("ip", "route", "del", "local", "10.246.0.0/16", "dev", "lo");
    }

    /** With a few writers; fails as the first of them that does. */
    private static void each(int count, IntConsumer write) {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> written = new ArrayList<>();
            IntStream.range(0, count).forEach(i -> written.add(writers.submit(() -> write.accept(i))));
            for (Future<?> one : written) {
                one.get();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }
}
