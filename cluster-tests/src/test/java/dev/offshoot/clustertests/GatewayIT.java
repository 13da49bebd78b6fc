package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.GatewayApplication;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A gateway process in the node's network with nothing but its service account's rights, and prefixed URLs of real pods. */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayIT {
    private static final String ALICE = "gw-alice";
    private static final String ALICES = "gw-alice.s.web.dev.example.com";
    private static final int ROUNDS = 20;

    private final Cluster cluster;
    private final KubernetesClient client;
    private Process gateway;
    private InetSocketAddress urls;
    private InetSocketAddress management;

    GatewayIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        try (InputStream objects = GatewayIT.class.getResourceAsStream("spaces.yaml")) {
            client.load(objects).serverSideApply();
        }
        Path kubeconfig = GatewayAccount.apply(cluster, client).kubeconfig(folder, "https://10.250.0.1:6443");
        gateway = cluster.networkProcess(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayApplication.class.getName(),
                        "--kubeconfig=" + kubeconfig,
                        "--domain=dev.example.com",
                        "--port=18080",
                        "--management-port=18081")
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/gateway-it.log").toFile())
                .start();
        urls = cluster.reach("127.0.0.1", 18080);
        management = cluster.reach("127.0.0.1", 18081);
        await().atMost(90, SECONDS)
                .untilAsserted(() -> assertThat(get(management, "localhost", "/actuator/health/readiness"))
                        .startsWith("HTTP/1.1 200"));
        untilAnswers("web.dev.example.com", "gw-root");
        await().atMost(60, SECONDS).until(() -> readyPod() != null);
    }

    @AfterAll
    void stop() {
        gateway.destroy();
        client.namespaces().withName(ALICE).delete();
        client.namespaces().withName("gw-root").delete();
    }

    @AfterEach
    void removeOverride() throws IOException {
        client.resource(override(Map.of())).delete();
        // else the garbage collector's, who needs a while after the API server was away
        client.resources(EndpointSlice.class).inNamespace(ALICE).delete();
        untilAnswers(ALICES, "gw-root");
    }

    @Test
    @Order(2)
    void anOverrideAnswersFromItsCreationToItsDeletionAndWhileItIsRolled() throws IOException {
        untilAnswers(ALICES, "gw-root");
        client.resource(override(Map.of("app", "web"))).create();
        untilAnswers(ALICES, ALICE);
        assertThat(get(urls, "web.dev.example.com", "/")).endsWith("gw-root");
        String before = readyPod().getMetadata().getName();
        client.apps().deployments().inNamespace(ALICE).withName("web").rolling().restart();
        await().atMost(60, SECONDS).until(() -> {
            assertThat(get(urls, ALICES, "/")).endsWith(ALICE);
            List<Pod> pods = client.pods().inNamespace(ALICE).list().getItems();
            return pods.size() == 1 && !pods.getFirst().getMetadata().getName().equals(before);
        });
    }

    /** The last: Kubernetes' controllers, whose own view of the cluster lags afterwards, make slices for Services that are gone. */
    @Test
    @Order(3)
    void routingGoesOnWithoutTheApiServerAndCatchesUp() throws IOException {
        client.resource(override(Map.of("app", "web"))).create();
        untilAnswers(ALICES, ALICE);
        cluster.component("stop", "kube-apiserver");
        try {
            for (int i = 0; i < 50; i++) {
                assertThat(get(urls, ALICES, "/")).endsWith(ALICE);
                assertThat(get(urls, "web.dev.example.com", "/")).endsWith("gw-root");
            }
        } finally {
            cluster.component("start", "kube-apiserver");
        }
        await().atMost(40, SECONDS)
                .ignoreExceptions()
                .until(() -> !client.resource(override(Map.of())).delete().isEmpty());
        untilAnswers(ALICES, "gw-root");
    }

    /** The figure that docs/cluster.md quotes. The first: no Service of that name ever had endpoints that Kubernetes found. */
    @Test
    @Order(1)
    void writtenSliceIsSoonServed() throws IOException {
        client.resource(override(Map.of())).create();
        await().atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(get(urls, ALICES, "/")).startsWith("HTTP/1.1 503"));
        long[] micros = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            EndpointSlice slice = slice(readyPod());
            long begin = System.nanoTime();
            client.resource(slice).create();
            await().pollInterval(Duration.ofMillis(1))
                    .pollDelay(Duration.ZERO)
                    .atMost(20, SECONDS)
                    .until(() -> get(urls, ALICES, "/").endsWith(ALICE));
            micros[i] = (System.nanoTime() - begin) / 1000;
            client.resource(slice).delete();
            await().atMost(20, SECONDS)
                    .untilAsserted(() -> assertThat(get(urls, ALICES, "/")).startsWith("HTTP/1.1 503"));
        }
        Arrays.sort(micros);
        System.out.printf(
                "From the write of an override's EndpointSlice to the first request that it served: median %.1f ms, worst of %d %.1f ms%n",
                micros[ROUNDS / 2] / 1000.0, ROUNDS, micros[ROUNDS - 1] / 1000.0);
    }

    private Pod readyPod() {
        return client.pods().inNamespace(ALICE).list().getItems().stream()
                .filter(pod -> client.resource(pod).isReady())
                .findFirst()
                .orElse(null);
    }

    private void untilAnswers(String host, String space) {
        await().atMost(40, SECONDS)
                .untilAsserted(() -> assertThat(get(urls, host, "/"))
                        .startsWith("HTTP/1.1 200")
                        .endsWith(space));
    }

    /** The answer, head and body, to a request on a connection of its own. */
    private static String get(InetSocketAddress address, String host, String path) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (SocketException notThere) {
            return notThere.toString();
        }
    }

    /** @param selector empty for a Service whose slices the test writes itself */
    private static Service override(Map<String, String> selector) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(ALICE)
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withSelector(selector)
                .addNewPort()
                .withName("http")
                .withPort(80)
                .withNewTargetPort(8080)
                .endPort()
                .endSpec()
                .build();
    }

    /** As Kubernetes' own controller would write it. */
    private static EndpointSlice slice(Pod pod) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(ALICE)
                .withName("web-written")
                .addToLabels("kubernetes.io/service-name", "web")
                .addToLabels("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("http")
                .withPort(8080)
                .endPort()
                .addNewEndpoint()
                .withAddresses(pod.getStatus().getPodIP())
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(ALICE)
                .withName(pod.getMetadata().getName())
                .endTargetRef()
                .endEndpoint()
                .build();
    }
}
