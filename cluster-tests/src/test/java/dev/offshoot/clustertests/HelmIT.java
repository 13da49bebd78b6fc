package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.spaceapi.DevSpace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Offshoot installed by the real Helm, and uninstalled while it intercepts: nothing of it is left. Takes away the installation that other
 * classes share, and is therefore the last one.
 */
@TestCluster
@Order(Integer.MAX_VALUE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HelmIT {
    private final Cluster cluster;
    private final KubernetesClient client;
    private final HelmRelease release;
    private Set<String> before = Set.of();

    HelmIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
        this.release = new HelmRelease(Helm.built(), cluster);
    }

    @BeforeAll
    void removeWhatKubectlInstalled() {
        release.inPlaceOfKubectls();
    }

    @AfterAll
    void delete() {
        List.of("helm-root", "helm-alice", Installation.NAMESPACE)
                .forEach(name -> client.namespaces().withName(name).delete());
    }

    @Test
    @Order(1)
    void itServesPrefixedUrlsAndIntercepts() throws IOException {
        Manifests.apply(client, "helm.yaml");
        for (String namespace : List.of("helm-root", "helm-alice")) {
            cluster.kubectl("-n", namespace, "rollout", "status", "deployment/web", "--timeout=60s")
                    .orThrow();
        }
        before = ClusterObjects.in(cluster);
        release.install(Helm.CHART, "--set=gateway.replicas=1,controller.replicas=1");
        InetSocketAddress urls = cluster.reach(
                client.services()
                        .inNamespace(Installation.NAMESPACE)
                        .withName(Installation.GATEWAY)
                        .get()
                        .getSpec()
                        .getClusterIP(),
                80);
        assertThat(answer(urls, "web.dev.example.com")).contains("200 OK").contains("web of helm-root");
        assertThat(answer(urls, "helm-alice--web.dev.example.com")).contains("web of helm-alice");
        await().atMost(60, SECONDS).until(() -> selector(web()).contains("offshoot.dev/intercepted"));
        client.resource("""
                        apiVersion: offshoot.dev/v1alpha1
                        kind: DevSpace
                        metadata: {name: helm-alice}
                        spec: {parent: helm-root}
                        """).create();
        await().atMost(60, SECONDS)
                .until(() -> !client.resources(DevSpace.class)
                        .withName("helm-alice")
                        .get()
                        .getMetadata()
                        .getFinalizers()
                        .isEmpty());
    }

    @Test
    @Order(2)
    void anUninstallationLeavesNothingBehind() {
        release.uninstall();
        assertThat(selector(web())).containsExactly("app");
        assertThat(before).isNotEmpty();
        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(ClusterObjects.in(cluster)).isEqualTo(before));
    }

    private Service web() {
        return client.services().inNamespace("helm-root").withName("web").get();
    }

    private static Set<String> selector(Service service) {
        return service.getSpec().getSelector().keySet();
    }

    private static String answer(InetSocketAddress urls, String host) {
        try (Socket socket = new Socket(urls.getAddress(), urls.getPort())) {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
