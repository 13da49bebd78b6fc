package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.offshoot.spaceapi.DevSpace;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample shop on a cluster, as docs/cluster.md has it: real Pods behind real ClusterIPs, which know nothing of Offshoot. */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShopIT {
    private static final Path MANIFESTS = Cluster.scripts().resolve("../../samples/manifests");
    private static final List<String> CHILDREN = List.of("team-a", "alice", "bob", "joint");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MUG = "{\"product\":\"mug\",\"quantity\":1}";

    private final Cluster cluster;
    private final KubernetesClient client;
    private final Installation offshoot;

    @TempDir
    private Path folder;

    ShopIT(Cluster cluster, KubernetesClient client, Installation offshoot) {
        this.cluster = cluster;
        this.client = client;
        this.offshoot = offshoot;
    }

    /**
     * Nothing is called before it is intercepted: connections that are older than that keep their Pod. Alice's Pod is made again, now
     * that her whole lineage is known.
     */
    @BeforeAll
    void apply() {
        cluster.kubectl("apply", "-f", MANIFESTS.toString()).orThrow();
        await().atMost(60, SECONDS)
                .until(() -> CHILDREN.stream().allMatch(name -> lineage(name).endsWith(",default")));
        cluster.kubectl("-n", "alice", "rollout", "restart", "deployment/orders")
                .orThrow();
        for (String namespace : List.of("default", "team-a", "alice", "bob")) {
            cluster.kubectl("-n", namespace, "rollout", "status", "deployment", "--timeout=240s")
                    .orThrow();
        }
        for (String service : List.of("catalog", "orders", "payments")) {
            await().atMost(120, SECONDS).until(() -> intercepted(service));
        }
        cluster.kubectl(
                        "-n",
                        "bob",
                        "run",
                        "caller",
                        "--image=" + Cluster.BUSYBOX,
                        "--command",
                        "--",
                        "sleep",
                        "100000")
                .orThrow();
        cluster.kubectl("-n", "bob", "wait", "--for=condition=Ready", "--timeout=60s", "pod/caller")
                .orThrow();
        for (String host : List.of("shop.localhost", "joint.s.shop.localhost")) { // a JVM's first calls take their time
            await().atMost(120, SECONDS).until(() -> send(host, MUG).startsWith("HTTP/1.1 201"));
        }
    }

    @AfterAll
    void delete() {
        Stream.concat(CHILDREN.stream(), Stream.of("erin"))
                .forEach(name -> client.namespaces().withName(name).delete());
        cluster.kubectl("-n", "default", "delete", "deployment,service", "--selector=!component")
                .orThrow();
        cluster.kubectl("label", "namespace", "default", "offshoot.dev/root-").orThrow();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            shop.localhost          | web@default[orders@default[catalog@default payments@default notifications@default]]
            team-a.s.shop.localhost | web@default[orders@default[catalog@team-a payments@default notifications@default]]
            alice.s.shop.localhost  | web@default[orders@alice[catalog@team-a payments@default notifications@default]]
            alice--shop.localhost   | web@default[orders@alice[catalog@team-a payments@default notifications@default]]
            bob--shop.localhost     | web@default[orders@default[catalog@default payments@bob notifications@default]]
            joint.s.shop.localhost  | web@default[orders@alice[catalog@team-a payments@bob notifications@default]]
            shop.localhost          | web@default[orders@default[catalog@default payments@default notifications@default]]
            """)
    void anOrderIsServedAtEveryHopByItsSpace(String host, String served) throws IOException {
        assertThat(order(host)).isEqualTo(served);
    }

    /** From a laptop: the same reasoning as the gateway's, from the same objects. */
    @Test
    void theCommandLineSaysWhoAnswers() {
        assertThat(said("spaces")).containsPattern("alice +team-a +alice > team-a > default +orders +ok");
        assertThat(said("routes", "alice"))
                .containsPattern("default/catalog +team-a/catalog +1 +override")
                .containsPattern("default/orders +alice/orders +1 +override");
        assertThat(said("explain", "http://joint.s.shop.localhost/"))
                .containsPattern("context: +joint")
                .containsPattern("answering: +default/web");
    }

    private String said(String... command) {
        return InterceptedOrders.run(cluster.kubeconfig(), command).orThrow();
    }

    /** No header tells the space: the gateway knows whose Pod calls. */
    @Test
    void aPodsOwnCallIsItsSpaces() throws IOException {
        String answer = cluster.kubectl(
                        "-n",
                        "bob",
                        "exec",
                        "caller",
                        "--",
                        "wget",
                        "-q",
                        "-O",
                        "-",
                        "--header=Content-Type: application/json",
                        "--post-data=" + MUG,
                        "http://orders/orders")
                .orThrow();

        assertThat(tree(JSON.readTree(answer).path("served")))
                .isEqualTo("orders@default[catalog@default payments@bob notifications@default]");
    }

    @Test
    void anUnknownSpaceIsNamedAndNeverServed() throws IOException {
        assertThat(send("alcie--shop.localhost", "")).startsWith("HTTP/1.1 404").contains("alcie", "alice");
    }

    @Test
    void aDevSpaceIsASpaceLikeAnyOther() throws IOException {
        Path space = Files.writeString(folder.resolve("erin.yaml"), """
                apiVersion: offshoot.dev/v1alpha1
                kind: DevSpace
                metadata: {name: erin}
                spec: {parent: default, deletionPolicy: Delete}
                """);
        cluster.kubectl("apply", "-f", space.toString()).orThrow();
        await().atMost(60, SECONDS).until(() -> lineage("erin").equals("erin,default"));
        assertThat(order("erin--shop.localhost")).contains("payments@default");

        Path payments = Files.writeString(
                folder.resolve("payments.yaml"),
                Files.readString(MANIFESTS.resolve("bob.yaml"))
                        .replace("namespace: bob", "namespace: erin")
                        .split("\n---\n", 2)[1]);
        cluster.kubectl("apply", "-f", payments.toString()).orThrow();
        cluster.kubectl("-n", "erin", "rollout", "status", "deployment", "--timeout=240s")
                .orThrow();
        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(order("erin--shop.localhost"))
                        .isEqualTo("web@default[orders@default[catalog@default payments@erin notifications@default]]"));
        await().atMost(60, SECONDS).untilAsserted(() -> {
            DevSpace erin = client.resources(DevSpace.class).withName("erin").get();
            assertThat(erin.getStatus()).isNotNull();
            assertThat(erin.getStatus().lineage()).containsExactly("erin", "default");
            assertThat(erin.getStatus().overrides()).contains("payments");
            assertThat(erin.getStatus().urls()).anyMatch(url -> url.contains("erin") && url.contains("shop.localhost"));
        });

        cluster.kubectl("delete", "-f", space.toString(), "--wait=false").orThrow();
        await().atMost(120, SECONDS)
                .until(() -> client.namespaces().withName("erin").get() == null);
        await().atMost(60, SECONDS)
                .untilAsserted(
                        () -> assertThat(send("erin--shop.localhost", "")).startsWith("HTTP/1.1 404"));
    }

    private String lineage(String namespace) {
        Namespace read = client.namespaces().withName(namespace).get();
        return read == null || read.getMetadata().getAnnotations() == null
                ? ""
                : read.getMetadata().getAnnotations().getOrDefault("offshoot.dev/lineage", "");
    }

    private boolean intercepted(String service) {
        return client.services()
                .inNamespace("default")
                .withName(service)
                .get()
                .getSpec()
                .getSelector()
                .containsKey("offshoot.dev/intercepted");
    }

    /** Who served an order, hop by hop: {@code web@default[orders@alice[catalog@team-a]]}. */
    private String order(String host) throws IOException {
        String answer = send(host, MUG);
        assertThat(answer).startsWith("HTTP/1.1 201");
        return tree(body(answer));
    }

    /** @param order empty for a look at the page */
    private String send(String host, String order) throws IOException {
        String head = order.isEmpty()
                ? "GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n"
                : "POST /api/orders HTTP/1.1\r\nConnection: close\r\nHost: " + host
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + order.length() + "\r\n\r\n"
                        + order;
        try (Socket socket =
                new Socket(offshoot.urls().getAddress(), offshoot.urls().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static JsonNode body(String answer) throws IOException {
        return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4)).path("served");
    }

    private static String tree(JsonNode served) {
        List<String> calls = new ArrayList<>();
        served.path("calls").forEach(call -> calls.add(tree(call)));
        return served.path("service").asText()
                + "@"
                + served.path("namespace").asText()
                + (calls.isEmpty() ? "" : "[" + String.join(" ", calls) + "]");
    }
}
