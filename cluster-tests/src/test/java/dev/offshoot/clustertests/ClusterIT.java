package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the project's other tests rely on: that this is a real Kubernetes, with pods, Services, names and admission. */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {
    private static final String NAMESPACE = "cluster-it";

    private final Cluster cluster;
    private final KubernetesClient client;

    ClusterIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    /** In the namespace: Deployment and Service {@code web} of two pods, and the pod {@code caller}. */
    @BeforeAll
    void apply() throws IOException {
        Manifests.apply(client, "web.yaml");
        untilReady("app=web", 2);
        untilReady("app=caller", 1);
    }

    @AfterAll
    void delete() {
        client.namespaces().withName(NAMESPACE).delete();
    }

    @Test
    void theNodeIsReady() {
        List<Node> nodes = client.nodes().list().getItems();
        assertThat(nodes).hasSize(1);
        assertThat(nodes.getFirst().getStatus().getConditions())
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    }

    @Test
    void aClusterIpReachesEveryPodOfItsService() {
        String address = client.services()
                .inNamespace(NAMESPACE)
                .withName("web")
                .get()
                .getSpec()
                .getClusterIP();
        Set<String> answered = new HashSet<>();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            answered.add(get(address, 80, "/"));
            assertThat(answered).isEqualTo(podNames("app=web"));
        });
    }

    @Test
    void aCommandInTheNodesNetworkSeesItsInterfaces() {
        assertThat(cluster.inNetwork("ip", "-brief", "address").orThrow()).contains("node0", "10.250.0.1", "cni0");
    }

    @Test
    void aPodCallsAServiceByItsShortNameAndExecShowsTheAnswer() {
        String answer = cluster.kubectl("-n", NAMESPACE, "exec", "caller", "--", "wget", "-q", "-O", "-", "http://web/")
                .orThrow();
        assertThat(podNames("app=web")).contains(answer.strip());
    }

    @Test
    void aJvmInAPodResolvesShortNames(@TempDir Path images) throws IOException {
        Path runtime = images.resolve("jvm.tar");
        Path program = images.resolve("program.tar");
        String classes = Path.of(PodProgram.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        Outcome.of(new ProcessBuilder(Cluster.scripts().resolve("jvm-image").toString(), runtime.toString()))
                .orThrow();
        Outcome.of(new ProcessBuilder(
                        Cluster.scripts().resolve("image").toString(),
                        "--name=localhost/pod-program:1",
                        "--out=" + program,
                        "--base=" + runtime,
                        "--entrypoint=/java/bin/java -Xmx32m -cp /classes " + PodProgram.class.getName(),
                        classes + ":/classes"))
                .orThrow();
        cluster.load(program);
        client.load(ClusterIT.class.getResourceAsStream("jvm.yaml")).serverSideApply();
        untilReady("app=jvm", 1);

        String pod = client.pods()
                .inNamespace(NAMESPACE)
                .withName("jvm")
                .get()
                .getStatus()
                .getPodIP();
        assertThat(get(pod, 8080, "/web"))
                .isEqualTo(client.services()
                        .inNamespace(NAMESPACE)
                        .withName("web")
                        .get()
                        .getSpec()
                        .getClusterIP());
    }

    @Test
    void aFieldOfAnotherManagerIsAConflictUnlessForced() {
        applyAs("first", "red", false);
        assertThatThrownBy(() -> applyAs("second", "blue", false))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409))
                .hasMessageContaining("conflict with \"first\": .data.colour");
        applyAs("second", "blue", true);
        assertThat(client.configMaps()
                        .inNamespace(NAMESPACE)
                        .withName("paint")
                        .get()
                        .getData())
                .containsEntry("colour", "blue");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "accepted", textBlock = """
            alice | {parent: default} | accepted
            everyone | {root: true} | accepted
            neither | {} | a space either is a root (root: true) or has a parent
            both | {root: true, parent: default} | a space either is a root (root: true) or has a parent
            a--b | {parent: default} | a space's name has no --
            s | {parent: default} | a space's name is not s
            itself | {parent: itself} | a space isn't its own parent
            joiner | {parent: default, joins: [joiner]} | a space doesn't join itself
            owned | {parent: default, owners: [{kind: User, name: 'system:admin'}]} | an owner is a person, a team or a service account
            """)
    void theApiServerChecksADevSpace(String name, String spec, String refusal) throws IOException {
        applyCustomResourceDefinitions();
        GenericKubernetesResource space = Serialization.unmarshal(
                "---\n{apiVersion: offshoot.dev/v1alpha1, kind: DevSpace, metadata: {name: '" + name + "'}, spec: "
                        + spec + "}",
                GenericKubernetesResource.class);
        if (refusal == null) {
            assertThatCode(() -> client.resource(space).dryRun().create()).doesNotThrowAnyException();
            return;
        }
        assertThatThrownBy(() -> client.resource(space).dryRun().create())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(422))
                .hasMessageContaining(refusal);
    }

    @Test
    void admissionPoliciesAreServedInTheirStableVersion() {
        assertThat(client.getApiResources("admissionregistration.k8s.io/v1").getResources())
                .extracting(APIResource::getKind)
                .contains("ValidatingAdmissionPolicy", "MutatingAdmissionPolicy");
    }

    @Test
    void theApiServerComesBackAfterARestart() {
        cluster.component("restart", "kube-apiserver");
        await().atMost(30, SECONDS)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(client.raw("/readyz")).isEqualTo("ok"));
    }

    private void untilReady(String label, int pods) {
        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(client.pods()
                                .inNamespace(NAMESPACE)
                                .withLabel(label.split("=")[0], label.split("=")[1])
                                .list()
                                .getItems())
                        .hasSize(pods)
                        .allMatch(pod -> client.resource(pod).isReady()));
    }

    /** The body of the answer to a request on a connection of its own, through the node's network. */
    private String get(String address, int port, String path) throws IOException {
        InetSocketAddress local = cluster.reach(address, port);
        URL url = URI.create("http://127.0.0.1:" + local.getPort() + path).toURL();
        URLConnection connection = url.openConnection();
        connection.setRequestProperty("Connection", "close");
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private Set<String> podNames(String label) {
        Set<String> names = new HashSet<>();
        client.pods()
                .inNamespace(NAMESPACE)
                .withLabelSelector(label)
                .list()
                .getItems()
                .forEach(pod -> names.add(pod.getMetadata().getName()));
        return names;
    }

    private ConfigMap applyAs(String manager, String colour, boolean force) {
        ConfigMap paint = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("paint")
                .endMetadata()
                .withData(Map.of("colour", colour))
                .build();
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(force)
                .build();
        return client.resource(paint).patch(context);
    }

    private void applyCustomResourceDefinitions() throws IOException {
        try (Stream<Path> files = Files.list(Cluster.scripts().resolve("../../deploy/crds"))) {
            for (Path file : files.toList()) {
                HasMetadata definition =
                        Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
                client.resource(definition).forceConflicts().serverSideApply();
                client.resource(definition).waitUntilCondition(ClusterIT::isEstablished, 20, SECONDS);
            }
        }
    }

    private static boolean isEstablished(HasMetadata definition) {
        return definition instanceof CustomResourceDefinition crd
                && crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established")
                                && c.getStatus().equals("True"));
    }
}
