package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cli.CliMain;
import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process outside the cluster calls, by the environment that {@code offshoot connect} gives it, as the account {@code dana} of
 * its space: through the installed gateway, with its rights and policies.
 */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboundCallsIT {
    private static final String ALICE = "ob-alice";
    private static final String ROOT = "ob-root";

    private final Cluster cluster;
    private final KubernetesClient client;
    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder;
    private Path dana;
    private Process connect;
    private Map<String, String> environment;

    OutboundCallsIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeAll
    void connect(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Manifests.apply(client, "outbound.yaml");
        for (String namespace : List.of(ROOT, ALICE, "ob-bob")) {
            client.pods().inNamespace(namespace).withName("answers").waitUntilReady(90, SECONDS);
        }
        dana = kubeconfig();
        connect = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CliMain.class.getName(),
                        "connect",
                        "orders",
                        "--space=" + ALICE,
                        "--port=9",
                        "--kubeconfig=" + dana,
                        "--env-from-workload",
                        "--",
                        "sh",
                        "-c",
                        "env >" + folder.resolve("env.part") + " && mv " + folder.resolve("env.part") + " "
                                + folder.resolve("env") + " && exec sleep 1000")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("connect.txt").toFile())
                .start();
        await().atMost(90, SECONDS).until(() -> Files.exists(folder.resolve("env")) || !connect.isAlive());
        assertThat(connect.isAlive()).as(output()).isTrue();
        environment = Files.readAllLines(folder.resolve("env")).stream()
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> line.substring(line.indexOf('=') + 1),
                        (first, second) -> first));
    }

    @AfterAll
    void end() throws InterruptedException {
        connect.destroy();
        connect.waitFor();
        List.of(ALICE, "ob-bob", ROOT)
                .forEach(name -> client.namespaces().withName(name).delete());
        client.rbac()
                .roles()
                .inNamespace(Installation.NAMESPACE)
                .withName("outbound-it-forward")
                .delete();
        client.rbac()
                .roleBindings()
                .inNamespace(Installation.NAMESPACE)
                .withName("outbound-it-forward")
                .delete();
    }

    @Test
    void theSpacesOverrideAnswersElseTheRootThoughNothingNamesTheSpace() throws Exception {
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(body("PAYMENTS")).isEqualTo(ALICE));
        assertThat(body("STOCK")).isEqualTo(ROOT);
    }

    /** The right to the root's is the group's, which the Tunnel has from who opened it. */
    @Test
    void whoseServicesTheOwnerMayNotReachAreRefusedInASentence() throws Exception {
        assertThat(body("STOCK")).isEqualTo(ROOT);
        assertThat(client.resources(Tunnel.class)
                        .inNamespace(ALICE)
                        .withName("orders")
                        .get()
                        .getSpec()
                        .groups())
                .contains("system:serviceaccounts:ob-alice");
        HttpResponse<String> refused = get("STOCK", "x-offshoot-space", "ob-bob");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("x-offshoot-error")).contains("forbidden");
        assertThat(refused.body())
                .contains("User system:serviceaccount:ob-alice:dana cannot get resource services/proxy")
                .contains("in namespace ob-bob");
    }

    @Test
    void aPortOfAnotherProtocolIsAPipe() throws Exception {
        HttpResponse<String> answer = get("RAW", "x-offshoot-explain", "1");
        assertThat(answer.body().strip()).isEqualTo(ROOT);
        assertThat(answer.headers().firstValue("x-offshoot-explain")).isEmpty();
        assertThat(get("PAYMENTS", "x-offshoot-explain", "1").headers().firstValue("x-offshoot-explain"))
                .isPresent();
    }

    @Test
    void theWorkloadsEnvironmentIsTakenAsFarAsItCanBeRead() throws IOException {
        assertThat(environment)
                .containsEntry("LOG_LEVEL", "debug")
                .containsEntry("ORDERS_URL", "http://somewhere/orders?$5&$(NOBODY)")
                .containsEntry("VERSION", "v1")
                .containsEntry("PAYMENTS_SERVICE_HOST", "127.0.0.1")
                .doesNotContainKeys("PASSWORD", "IP");
        assertThat(output())
                .contains("environment of container orders of Deployment orders-v1 in namespace ob-root")
                .contains("secrets \"orders\" is forbidden: User \"system:serviceaccount:ob-alice:dana\"")
                .contains("PASSWORD is left out")
                .contains("IP is left out: status.podIP has no value outside a Pod");
    }

    @Test
    void aServiceThatComesGetsAPort() {
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(ROOT)
                        .withName("late")
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        await().atMost(60, SECONDS).until(() -> output().contains("late:80 is new; it is 127.0.0.1:"));
    }

    @Test
    void nobodyOpensATunnelWithGroupsOfOthers() {
        Tunnel tunnel = new Tunnel();
        tunnel.setMetadata(
                new ObjectMetaBuilder().withNamespace(ALICE).withName("stock").build());
        tunnel.setSpec(new TunnelSpec(
                "stock",
                List.of(80),
                "MCowBQYDK2VwAyEA" + "A".repeat(43) + "=",
                "system:serviceaccount:ob-alice:dana",
                List.of("system:masters"),
                null));
        try (KubernetesClient asDana = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(dana.toFile()))
                .build()) {
            assertThatThrownBy(() -> asDana.resource(tunnel).create())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("spec.groups: one that system:serviceaccount:ob-alice:dana isn't in");
        }
    }

    private String body(String service) throws IOException, InterruptedException {
        return get(service, "x-any", "1").body().strip();
    }

    private HttpResponse<String> get(String service, String header, String value)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://" + environment.get(service + "_SERVICE_HOST") + ":"
                + environment.get(service + "_SERVICE_PORT") + "/");
        return http.send(
                HttpRequest.newBuilder(uri)
                        .version(HttpClient.Version.HTTP_1_1)
                        .header(header, value)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("connect.txt"));
    }

    private Path kubeconfig() throws IOException {
        return Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: "%s"}}]
                users: [{name: dana, user: {token: "%s"}}]
                contexts: [{name: test, context: {cluster: test, user: dana}}]
                current-context: test
                """.formatted(
                        client.getConfiguration().getMasterUrl(),
                        client.getConfiguration().getCaCertData(),
                        cluster.kubectl("-n", ALICE, "create", "token", "dana")
                                .orThrow()
                                .strip()));
    }
}
