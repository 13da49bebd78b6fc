package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short names in a child space's Pods lead up its lineage, and to its own Services as soon as it has them. */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchPathIT {
    private static final String ALICE = "sp-alice";
    private static final List<String> ANCESTORS = List.of("sp-team.svc.cluster.local", "sp-root.svc.cluster.local");
    private static final String SLEEPS = "containers: [{name: c, image: x, command: [/bin/sleep, '9']}]";

    private final Cluster cluster;
    private final KubernetesClient client;

    @TempDir
    private Path folder;

    SearchPathIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    /** The callers come when the policy is in force. */
    @BeforeAll
    void apply() throws IOException {
        Deploy.apply(client, "policies/search-path.yaml");
        Manifests.apply(client, "search-path.yaml");
        await().atMost(30, SECONDS).ignoreExceptions().until(() -> admitted(SLEEPS) != null);
        Manifests.apply(client, "search-path-callers.yaml");
        for (String namespace : List.of("sp-root", "sp-team", ALICE)) {
            await().atMost(60, SECONDS)
                    .until(() -> client.pods().inNamespace(namespace).list().getItems().stream()
                            .allMatch(pod -> client.resource(pod).isReady()));
        }
    }

    @AfterAll
    void delete() {
        List.of(ALICE, "sp-team", "sp-root")
                .forEach(name -> client.namespaces().withName(name).delete());
    }

    @Test
    void aShortNameIsTheNearestAncestorsService() {
        assertThat(call("orders")).isEqualTo("sp-root");
        assertThat(call("catalog")).isEqualTo("sp-team");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply", "apply --server-side --field-manager=helm", "create"})
    void anOverrideCreatedLaterTakesOverAndGivesBack(String verb) throws IOException {
        assertThat(call("orders")).isEqualTo("sp-root");
        Path override = Files.writeString(folder.resolve("override.yaml"), """
                apiVersion: v1
                kind: Service
                metadata: {name: orders, namespace: sp-alice}
                spec: {selector: {app: orders}, ports: [{name: http, port: 80, targetPort: 8080}]}
                """);
        cluster.kubectl((verb + " -f " + override).split(" ")).orThrow();
        await().atMost(30, SECONDS)
                .ignoreExceptions()
                .until(() -> call("orders").equals(ALICE));
        cluster.kubectl("delete", "-f", override.toString()).orThrow();
        await().atMost(30, SECONDS)
                .ignoreExceptions()
                .until(() -> call("orders").equals("sp-root"));
    }

    @Test
    void aPodKeepsWhatItSaysOfDnsItself() {
        PodDNSConfig config = admitted("dnsConfig: {nameservers: [10.96.0.10], searches: [example.com],"
                + " options: [{name: ndots, value: '4'}]}, " + SLEEPS);

        assertThat(config.getSearches()).isEqualTo(plus("example.com"));
        assertThat(config.getNameservers()).containsExactly("10.96.0.10");
        assertThat(config.getOptions()).hasSize(1);
        assertThat(config.getOptions().getFirst().getValue()).isEqualTo("4");
    }

    @Test
    void pathsThatAreThereAlreadyAreNotAddedAgain() {
        String both = "'" + String.join("','", ANCESTORS) + "'";

        assertThat(admitted("dnsConfig: {searches: [" + both + "]}, " + SLEEPS).getSearches())
                .isEqualTo(ANCESTORS);
        assertThat(admitted("dnsConfig: {searches: ['" + ANCESTORS.getLast() + "']}, " + SLEEPS)
                        .getSearches())
                .containsExactly(ANCESTORS.getLast(), ANCESTORS.getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostNetwork: true",
                "dnsPolicy: Default",
                "dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.10]}"
            })
    void aPodThatDoesNotAskTheClustersDnsIsLeftAlone(String spec) {
        PodDNSConfig config = admitted(spec + ", " + SLEEPS);

        assertThat(config == null ? List.of() : config.getSearches()).isEmpty();
    }

    @Test
    void aLineageTooLongForDnsLeavesThePodAsItIs() {
        writeLineage(
                ALICE + "," + IntStream.range(0, 30).mapToObj(i -> "sp-" + i).collect(Collectors.joining(",")));
        try {
            assertThat(admitted(SLEEPS)).isNull();
        } finally {
            writeLineage("sp-alice,sp-team,sp-root");
        }
        assertThat(admitted(SLEEPS).getSearches()).isEqualTo(ANCESTORS);
    }

    @Test
    void aPodThatIsQuickerThanTheControllerHasTheParent() {
        client.namespaces()
                .withName(ALICE)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"annotations\": {\"offshoot.dev/lineage\": null}}}");
        try {
            await().atMost(20, SECONDS)
                    .untilAsserted(
                            () -> assertThat(admitted(SLEEPS).getSearches()).containsExactly(ANCESTORS.getFirst()));
        } finally {
            writeLineage("sp-alice,sp-team,sp-root");
        }
    }

    @Test
    void aRootSpacesPodIsLeftAlone() {
        assertThat(client.pods()
                        .inNamespace("sp-root")
                        .withName("orders")
                        .get()
                        .getSpec()
                        .getDnsConfig())
                .isNull();
    }

    private static List<String> plus(String first) {
        return IntStream.range(-1, ANCESTORS.size())
                .mapToObj(i -> i < 0 ? first : ANCESTORS.get(i))
                .toList();
    }

    /** What admission makes of a Pod's DNS configuration in alice's space. */
    private PodDNSConfig admitted(String spec) {
        Pod pod = (Pod) client.resource("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: tried, namespace: %s}
                        spec: {%s}
                        """.formatted(ALICE, spec)).dryRun(true).create();
        return pod.getSpec().getDnsConfig();
    }

    /** The policy reads namespaces from a cache, a moment behind: until it says so, the annotation isn't written. */
    private void writeLineage(String lineage) {
        client.namespaces()
                .withName(ALICE)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"annotations\": {\"offshoot.dev/lineage\": \"" + lineage + "\"}}}");
        await().atMost(20, SECONDS).until(() -> {
            PodDNSConfig config = admitted(SLEEPS);
            return lineage.endsWith("sp-root")
                    ? config != null && config.getSearches().equals(ANCESTORS)
                    : config == null;
        });
    }

    /** What a caller in alice's space is answered by a Service of this short name; a Service that is just gone is given up soon. */
    private String call(String service) {
        String request = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 " + service + " 80 | tail -n 1";
        return cluster.kubectl("-n", ALICE, "exec", "deployment/caller", "--", "sh", "-c", request)
                .orThrow()
                .strip();
    }
}
