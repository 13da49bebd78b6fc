package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Deployment of a hundred Pods that rolls, as the gateway sees it. */
@TestCluster
class RolloutIT {
    private static final String SPACE = "rollout-it";

    private final Cluster cluster;
    private final KubernetesClient client;
    private final ExecutorService nodes = Executors.newFixedThreadPool(8);
    private final AtomicInteger addresses = new AtomicInteger();
    private final AtomicInteger sliceWrites = new AtomicInteger();

    RolloutIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @AfterEach
    void delete() {
        client.namespaces().withName(SPACE).delete();
        client.nodes().withName("nowhere").delete();
        nodes.shutdownNow();
    }

    @Test
    void aRolloutOfHundredPodsIsAFewSnapshots(@TempDir Path folder) throws IOException {
        try (SharedIndexInformer<Pod> kubelet = client.pods().inNamespace(SPACE).inform(pods());
                SharedIndexInformer<EndpointSlice> slices = client.discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(SPACE)
                        .inform(writes());
                WatchedSource watched = new WatchedSource(cluster, client, folder)) {
            Manifests.apply(client, "rollout.yaml");
            await().atMost(60, SECONDS)
                    .until(() -> ready(watched.told().getLast()).size() == 100);
            Set<String> old = ready(watched.told().getLast());

            int toldBefore = watched.told().size();
            int writesBefore = sliceWrites.get();
            long begin = System.nanoTime();
            client.apps()
                    .deployments()
                    .inNamespace(SPACE)
                    .withName("web")
                    .rolling()
                    .restart();
            await().atMost(60, SECONDS).until(() -> {
                Set<String> now = ready(watched.told().getLast());
                return now.size() == 100 && now.stream().noneMatch(old::contains);
            });
            long intervals =
                    (System.nanoTime() - begin) / WatchedSource.TIMES.publish().toNanos() + 1;
            int states = watched.told().size() - toldBefore;
            System.out.println("a rollout of 100 Pods: " + (sliceWrites.get() - writesBefore)
                    + " writes of EndpointSlices, " + states + " states in "
                    + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
            assertThat((long) states)
                    .isLessThanOrEqualTo(intervals + 1)
                    .isLessThanOrEqualTo(sliceWrites.get() - writesBefore + 1);
            assertThat(snapshots(watched, toldBefore)).isLessThanOrEqualTo(states);
        }
    }

    /** How many different snapshots the states from there on make. */
    private static int snapshots(WatchedSource watched, int from) {
        RoutingConfig config = RoutingConfig.ofDomains("dev.example.com");
        Snapshot snapshot =
                SnapshotCompiler.compile(Snapshot.EMPTY, watched.told().get(from - 1), config);
        int different = 0;
        for (Facts facts : watched.told().subList(from, watched.told().size())) {
            Snapshot next = SnapshotCompiler.compile(snapshot, facts, config);
            different += next == snapshot ? 0 : 1;
            snapshot = next;
        }
        return different;
    }

    private static Set<String> ready(Facts facts) {
        NamespaceFacts namespace = facts.namespace(SPACE);
        return namespace == null
                ? new HashSet<>()
                : namespace.slices().stream()
                        .flatMap(slice -> slice.endpoints().stream())
                        .filter(endpoint -> endpoint.ready())
                        .map(endpoint -> endpoint.address())
                        .collect(Collectors.toSet());
    }

    /** Stands for the kubelets of several nodes: says of each new Pod that it runs. */
    private ResourceEventHandler<Pod> pods() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                int number = addresses.incrementAndGet();
                String address = "10.99." + number / 250 + "." + (number % 250 + 1);
                nodes.execute(() -> client.resource(new PodBuilder(pod)
                                .editOrNewStatus()
                                .withPhase("Running")
                                .withPodIP(address)
                                .addNewPodIP()
                                .withIp(address)
                                .endPodIP()
                                .addNewCondition()
                                .withType("Ready")
                                .withStatus("True")
                                .endCondition()
                                .endStatus()
                                .build())
                        .patchStatus());
            }

            @Override
            public void onUpdate(Pod before, Pod after) {}

            @Override
            public void onDelete(Pod pod, boolean unknown) {}
        };
    }

    private ResourceEventHandler<EndpointSlice> writes() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(EndpointSlice slice) {
                sliceWrites.incrementAndGet();
            }

            @Override
            public void onUpdate(EndpointSlice before, EndpointSlice after) {
                sliceWrites.incrementAndGet();
            }

            @Override
            public void onDelete(EndpointSlice slice, boolean unknown) {
                sliceWrites.incrementAndGet();
            }
        };
    }
}
