package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.watch.ClusterAccess;
import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.cluster.watch.WatchTimes;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster's objects as facts, read with the gateway's own rights, whatever the API server and the network do. */
@TestCluster
class ClusterSourceIT {
    private static final String SPACE = "source-it";
    private static final WatchTimes TIMES = new WatchTimes(
            Duration.ofMillis(75),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));

    @TempDir
    Path folder;

    private final Cluster cluster;
    private final KubernetesClient client;
    private final List<Facts> told = new CopyOnWriteArrayList<>();
    private StallingProxy proxy;

    ClusterSourceIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeEach
    void space() throws IOException {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(SPACE)
                        .addToLabels("offshoot.dev/root", "true")
                        .endMetadata()
                        .build())
                .serverSideApply();
        client.services().inNamespace(SPACE).delete();
        URI server = URI.create(client.getConfiguration().getMasterUrl());
        proxy = new StallingProxy(new InetSocketAddress(InetAddress.getByName(server.getHost()), server.getPort()));
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
    }

    @Test
    void theFirstFactsAreCompleteAndChangesFollow() throws IOException {
        client.resource(service("first")).create();
        try (ClusterSource source = source(TIMES)) {
            source.watch(told::add);
            await().atMost(20, SECONDS).until(() -> !told.isEmpty());
            assertThat(services(told.getFirst())).containsExactly("first");
            client.resource(service("second")).create();
            untilServices("first", "second");
            client.resource(service("first")).delete();
            untilServices("second");
        }
    }

    @Test
    void hundredChangesAtOnceAreFewStates() throws IOException {
        try (ClusterSource source = source(TIMES)) {
            source.watch(told::add);
            await().atMost(20, SECONDS).until(() -> !told.isEmpty());
            int before = told.size();
            long begin = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                client.resource(service("burst-" + i)).create();
            }
            await().atMost(20, SECONDS).until(() -> services(told.getLast()).size() == 100);
            long intervals = (System.nanoTime() - begin) / TIMES.publish().toNanos() + 1;
            System.out.println("100 Services were " + (told.size() - before) + " states");
            assertThat(told.size() - before)
                    .isLessThanOrEqualTo((int) intervals + 1)
                    .isLessThan(100);
        }
    }

    @Test
    void connectionsThatFallSilentAreNoticed() throws IOException {
        try (ClusterSource source = source(TIMES)) {
            source.watch(told::add);
            await().atMost(20, SECONDS).until(() -> !told.isEmpty());
            assertThat(proxy.stall()).isPositive();
            client.resource(service("unseen")).create();
            untilServices("unseen");
        }
    }

    @Test
    void theLastStateStaysWhileTheApiServerIsAwayAndIsCaughtUp() throws IOException {
        client.resource(service("before")).create();
        try (ClusterSource source = source(TIMES)) {
            source.watch(told::add);
            untilServices("before");
            cluster.component("stop", "kube-apiserver");
            cluster.component("start", "kube-apiserver");
            await().atMost(30, SECONDS)
                    .ignoreExceptions()
                    .until(() -> client.resource(service("after")).create() != null);
            untilServices("after", "before");
            assertThat(told).allSatisfy(facts -> assertThat(services(facts)).contains("before"));
        }
    }

    private ClusterSource source(WatchTimes times) throws IOException {
        Path kubeconfig = GatewayAccount.apply(cluster, client).kubeconfig(folder, "https://127.0.0.1:" + proxy.port());
        return new ClusterSource(ClusterAccess.client(kubeconfig, null), times);
    }

    private void untilServices(String... names) {
        await().atMost(40, SECONDS)
                .untilAsserted(() -> assertThat(told)
                        .last()
                        .satisfies(facts -> assertThat(services(facts)).containsExactly(names)));
    }

    private static List<String> services(Facts facts) {
        NamespaceFacts namespace = facts.namespace(SPACE);
        return namespace == null
                ? List.of()
                : namespace.services().stream()
                        .map(service -> service.key().name())
                        .toList();
    }

    private static Service service(String name) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(SPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }
}
