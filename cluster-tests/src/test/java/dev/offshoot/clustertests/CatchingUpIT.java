package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster forgets, lacks, gets and loses again, followed with the gateway's rights. */
@TestCluster
class CatchingUpIT {
    private static final String SPACE = "catching-up";
    private static final String TUNNELS = "tunnels.offshoot.dev";

    private final Cluster cluster;
    private final KubernetesClient client;

    CatchingUpIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeEach
    void space() throws IOException {
        Manifests.apply(client, "catching-up.yaml");
    }

    @AfterEach
    void delete() {
        client.namespaces().withName(SPACE).delete();
        await().atMost(60, SECONDS)
                .until(() -> client.namespaces().withName(SPACE).get() == null);
    }

    @Test
    void aVersionThatTheApiServerHasForgottenIsListedAnew(@TempDir Path folder) throws Exception {
        client.resource(service("gone")).create();
        try (WatchedSource watched = new WatchedSource(cluster, client, folder)) {
            assertThat(watched.last(SPACE).services()).hasSize(1);
            watched.proxy().cut();
            String before = version();
            client.resource(service("gone")).delete();
            client.resource(service("come")).create();
            compact(version());
            cluster.component("restart", "kube-apiserver");
            await().atMost(60, SECONDS).ignoreExceptions().until(() -> isGone(before));

            watched.proxy().mend();
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(watched.last(SPACE).services())
                            .extracting(service -> service.key().name())
                            .containsExactly("come"));
        }
    }

    @Test
    void aCustomResourceMayComeLateAndGoAgain(@TempDir Path folder) throws IOException {
        deleteTunnels();
        try (WatchedSource watched = new WatchedSource(cluster, client, folder)) {
            assertThat(watched.last(SPACE).tunnels()).isEmpty();
            applyTunnels();
            await().atMost(20, SECONDS)
                    .until(() -> cluster.kubectl("apply", "-f", tunnel(folder).toString())
                                    .exitCode()
                            == 0);
            await().atMost(20, SECONDS)
                    .until(() -> watched.last(SPACE).tunnels().size() == 1);
            deleteTunnels();
            await().atMost(20, SECONDS)
                    .until(() -> watched.last(SPACE).tunnels().isEmpty());
            client.resource(service("after")).create();
            await().atMost(20, SECONDS)
                    .until(() -> watched.last(SPACE).services().size() == 1);
        } finally {
            applyTunnels();
        }
    }

    private String version() {
        return client.services().inNamespace(SPACE).list().getMetadata().getResourceVersion();
    }

    /** Whether the API server answers 410 to who wants to go on from there. */
    private boolean isGone(String version) throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        Watcher<Service> watcher = new Watcher<>() {
            @Override
            public void eventReceived(Action action, Service service) {
                gone.complete(false);
            }

            @Override
            public void onClose(WatcherException cause) {
                gone.complete(cause.isHttpGone());
            }
        };
        try (Watch watch = client.services()
                .inAnyNamespace()
                .watch(new ListOptionsBuilder().withResourceVersion(version).build(), watcher)) {
            return gone.get(5, SECONDS);
        }
    }

    /** Etcd's HTTP gateway: forgets all versions before this one. */
    private void compact(String version) throws IOException, InterruptedException {
        InetSocketAddress etcd = cluster.reach("127.0.0.1", 2379);
        HttpRequest compaction = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + etcd.getPort() + "/v3/kv/compaction"))
                .POST(BodyPublishers.ofString("{\"revision\": \"" + version + "\", \"physical\": true}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(compaction, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    private void applyTunnels() throws IOException {
        try (InputStream definition =
                Files.newInputStream(Cluster.scripts().resolve("../../deploy/crds/" + TUNNELS + ".yaml"))) {
            client.load(definition).serverSideApply();
        }
    }

    private void deleteTunnels() {
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(TUNNELS)
                .delete();
        await().atMost(30, SECONDS)
                .until(() -> client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName(TUNNELS)
                                .get()
                        == null);
    }

    private static Path tunnel(Path folder) throws IOException {
        return Files.writeString(folder.resolve("tunnel.yaml"), """
                apiVersion: offshoot.dev/v1alpha1
                kind: Tunnel
                metadata: {name: orders, namespace: %s}
                spec:
                  service: orders
                  ports: [80]
                  publicKey: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
                  owner: admin
                """.formatted(SPACE));
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
