package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.intercept.Remains;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.plan.Replica;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Where crash consistency is tried: two roots with {@code orders} of one pod each, a child space {@code crash-alice} of the first, and
 * two gateways that are only told of, since no traffic flows.
 */
final class CrashWorld {
    static final String ROOT = "crash-root";
    static final String OTHER = "crash-other";
    static final String ALICE = "crash-alice";
    static final String SYSTEM = "crash-system";
    private static final List<String> ALL = List.of(ROOT, OTHER, ALICE, SYSTEM);
    private static final int FIRST_PORT = 21000;
    private static final int PORTS = 10;

    private final KubernetesClient client;
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();
    private Set<Endpoint> endpoints = Set.of();

    CrashWorld(KubernetesClient client) {
        this.client = client;
    }

    KubernetesClient client() {
        return client;
    }

    static int firstPort() {
        return FIRST_PORT;
    }

    static int lastPort() {
        return FIRST_PORT + PORTS - 1;
    }

    void create() {
        namespace(ROOT, Map.of("offshoot.dev/root", "true"));
        namespace(OTHER, Map.of("offshoot.dev/root", "true"));
        namespace(ALICE, Map.of("offshoot.dev/parent", ROOT));
        namespace(SYSTEM, Map.of());
        Set<Endpoint> all = new HashSet<>();
        for (String root : List.of(ROOT, OTHER)) {
            Pod pod = new PodBuilder()
                    .withNewMetadata()
                    .withNamespace(root)
                    .withName("orders")
                    .addToLabels("app", "orders")
                    .endMetadata()
                    .withNewSpec()
                    .withTerminationGracePeriodSeconds(0L)
                    .addNewContainer()
                    .withName("none")
                    .withImage(Cluster.BUSYBOX)
                    .withCommand("/bin/sleep", "100000")
                    .addNewPort()
                    .withName("http")
                    .withContainerPort(8080)
                    .endPort()
                    .endContainer()
                    .endSpec()
                    .build();
            Manifests.create(client, pod);
            await().atMost(60, SECONDS).until(() -> client.resource(pod).isReady());
            all.add(new Endpoint(client.resource(pod).get().getStatus().getPodIP(), 8080));
        }
        endpoints = all;
    }

    private void namespace(String name, Map<String, String> labels) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .create();
    }

    void delete() {
        ALL.forEach(name -> client.namespaces().withName(name).delete());
    }

    /** Both roots have their Service, nobody overrides one, nothing of ours is there, two gateways serve. */
    void reset() {
        client.services().inNamespace(ALICE).withTimeout(10, SECONDS).delete();
        Remains.restore(client);
        client.configMaps().inNamespace(SYSTEM).withName("offshoot-ports").delete();
        client.services().inNamespace(ROOT).delete();
        client.services().inNamespace(OTHER).delete();
        await().atMost(30, SECONDS).until(() -> ALL.stream().allMatch(this::hasNoSlices));
        parent(ROOT);
        orders(ROOT);
        orders(OTHER);
        await().atMost(30, SECONDS).until(() -> !hasNoSlices(ROOT) && !hasNoSlices(OTHER));
        replicas.clear();
        Set<Integer> listening = new HashSet<>(
                IntStream.rangeClosed(FIRST_PORT, lastPort()).boxed().toList());
        for (String address : List.of("10.244.255.1", "10.244.255.2")) {
            replicas.add(
                    new Replica("gateway-" + address, List.of(address), true, false, listening, endpoints, Set.of()));
        }
    }

    private boolean hasNoSlices(String namespace) {
        return client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .list()
                .getItems()
                .isEmpty();
    }

    List<Replica> replicas() {
        return replicas;
    }

    void noGateways() {
        replicas.clear();
    }

    void orders(String namespace) {
        client.resource(LoadSpaces.service(namespace)).create();
    }

    void noOrders(String namespace) {
        client.services().inNamespace(namespace).withName("orders").delete();
    }

    Service service(String namespace) {
        return client.services().inNamespace(namespace).withName("orders").get();
    }

    void parent(String root) {
        client.namespaces().withName(ALICE).edit(namespace -> {
            namespace.getMetadata().getLabels().put("offshoot.dev/parent", root);
            return namespace;
        });
    }

    boolean intercepted(String namespace) {
        Service service = service(namespace);
        return service != null && service.getSpec().getSelector().containsKey("offshoot.dev/intercepted");
    }

    /** Everything that a controller could have touched. */
    String state() {
        List<HasMetadata> objects = new ArrayList<>();
        List<String> endpoints = new ArrayList<>();
        for (String namespace : ALL) {
            objects.add(client.namespaces().withName(namespace).get());
            objects.addAll(client.services().inNamespace(namespace).list().getItems());
            objects.addAll(client.discovery().v1().endpointSlices().inNamespace(namespace).list().getItems().stream()
                    .filter(slice -> !StateText.isKubernetes(slice))
                    .toList());
            endpoints.add(StateText.endpoints(client, namespace));
        }
        objects.addAll(client.configMaps().inNamespace(SYSTEM).list().getItems().stream()
                .filter(map -> !map.getMetadata().getName().startsWith("kube-"))
                .toList());
        return StateText.of(objects) + "\n" + String.join("\n", endpoints);
    }

    /** The state when all have come to rest and a condition holds. */
    String restingState(BooleanSupplier condition) {
        return Resting.state(Duration.ofSeconds(30), this::state, condition);
    }
}
