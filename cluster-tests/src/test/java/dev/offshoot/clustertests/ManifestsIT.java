package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every object that we ship, as the plain manifests have it and as the chart makes it of several values, before the API server (its
 * admission and Pod Security, in a dry run) and the schemas that it publishes. Others' kinds, such as {@code Certificate}, are defined
 * as their projects define them.
 */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestsIT {
    /** A warning about objects of the whole cluster that other tests have made, by another client than kubectl. */
    private static final String MADE_OTHERWISE =
            "is missing the kubectl.kubernetes.io/last-applied-configuration annotation";

    private static final String NAMESPACE = "manifests-it";

    private final Cluster cluster;
    private final KubernetesClient client;
    private final PublishedSchemas schemas;
    private String definitions;

    ManifestsIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
        this.schemas = new PublishedSchemas(client);
    }

    @BeforeAll
    void defineOthersKinds(@TempDir Path folder) throws IOException {
        definitions = folder.resolve("definitions").toString();
        Outcome.of(new ProcessBuilder(
                        Cluster.scripts().resolve("../judges/definitions").toString(), definitions))
                .orThrow();
        cluster.kubectl("apply", "--server-side", "--filename=" + definitions).orThrow();
        cluster.kubectl("wait", "--for=condition=Established", "--timeout=60s", "--filename=" + definitions)
                .orThrow();
        Path namespace = folder.resolve("namespace.yaml");
        Files.writeString(namespace, ShippedObjects.inNamespace(NAMESPACE, "manifests/namespace.yaml"));
        cluster.kubectl("apply", "--filename=" + namespace).orThrow();
    }

    @AfterAll
    void delete() {
        client.namespaces().withName(NAMESPACE).delete();
        cluster.kubectl("delete", "--timeout=60s", "--filename=" + definitions).orThrow();
    }

    @ParameterizedTest
    @MethodSource("dev.offshoot.clustertests.ShippedObjects#all")
    void theApiServerTakesEveryObject(ShippedObjects shipped, @TempDir Path folder) throws IOException {
        String text = shipped.text(NAMESPACE);
        Path file = Files.writeString(folder.resolve("all.yaml"), text);
        String said = cluster.kubectl("apply", "--dry-run=server", "--validate=strict", "--filename=" + file)
                .orThrow();
        assertThat(said.lines().filter(line -> !line.contains(MADE_OTHERWISE)))
                .as("any other line is a warning")
                .hasSameSizeAs(Helm.objects(text))
                .allMatch(line -> line.endsWith("(server dry run)"));
    }

    @ParameterizedTest
    @MethodSource("dev.offshoot.clustertests.ShippedObjects#all")
    void everyFieldIsOneOfTheSchemaThatTheApiServerPublishes(ShippedObjects shipped) {
        List<JsonNode> objects = shipped.json(NAMESPACE);
        assertThat(objects).isNotEmpty();
        for (JsonNode object : objects) {
            // What is published of a definition follows it by a moment.
            await().atMost(30, SECONDS)
                    .untilAsserted(() ->
                            assertThat(schemas.faults(object)).as("%s", object).isEmpty());
        }
    }

    /** What the schemas are asked for is found: in a kind of Kubernetes' and in one of another project's. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Deployment  | /spec                            | replicsa     | 2       | .spec.replicsa: no such field
            Deployment  | /spec                            | replicas     | "two"   | .spec.replicas: "two" (expected: integer)
            Deployment  | /spec                            | selector     |         | .spec.selector: missing
            Deployment  | /spec/template/spec/containers/0 | ports        | [{}]    | .containers[0].ports[0].containerPort: missing
            Certificate | /spec                            | dnsName      | "a"     | .spec.dnsName: no such field
            Certificate | /spec/privateKey                 | algorithm    | "ROT13" | .spec.privateKey.algorithm: "ROT13"
            HTTPRoute   | /spec/rules/0/backendRefs/0      | port         | "80"    | .backendRefs[0].port: "80" (expected: integer)
            """)
    void aWrongFieldIsNamed(String kind, String at, String field, String value, String fault) throws IOException {
        JsonNode object = new ShippedObjects(Helm.ALL_OPTIONS)
                .json(NAMESPACE).stream()
                        .filter(one -> one.path("kind").asText().equals(kind))
                        .findFirst()
                        .orElseThrow();
        ObjectNode changed = (ObjectNode) object.at(at);
        if (value == null) {
            changed.remove(field);
        } else {
            changed.set(field, new ObjectMapper().readTree(value));
        }
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(schemas.faults(object))
                        .singleElement()
                        .asString()
                        .contains(fault));
    }
}
