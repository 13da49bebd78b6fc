package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.intercept.Remains;
import dev.offshoot.routing.facts.ServiceKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The opt-in policy that keeps Offshoot's key in an intercepted Service's selector, whatever others write there. */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeepKeyIT {
    private static final String POLICY = "policies/opt-in/keep-key.yaml";
    private static final String NAMESPACE = "keep-key";
    private static final String KEY = "offshoot.dev/intercepted";

    private final Cluster cluster;
    private final KubernetesClient client;

    @TempDir
    private Path folder;

    KeepKeyIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeAll
    void apply() {
        client.resource("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + NAMESPACE + "}")
                .create();
        Deploy.apply(client, POLICY);
    }

    @AfterAll
    void delete() {
        Deploy.delete(client, POLICY);
        client.namespaces().withName(NAMESPACE).delete();
    }

    /** The policy takes effect a moment after it was written. */
    @BeforeEach
    void anInterceptedService() throws IOException {
        client.services().inNamespace(NAMESPACE).withName("orders").delete();
        kubectl("apply", "orders");
        intercept();
        await().atMost(30, SECONDS).until(() -> {
            intercept();
            kubectl("replace", "orders");
            return selector().containsKey(KEY);
        });
    }

    @Test
    void serverSideApplyReplacesTheSelectorAndTheKeyStays() throws IOException {
        kubectl("apply --server-side --force-conflicts --field-manager=flux", "orders");
        assertThat(selector()).isEqualTo(Map.of("app", "orders", KEY, "true"));
        kubectl("apply --server-side --force-conflicts --field-manager=flux", "others");
        assertThat(selector()).isEqualTo(Map.of("app", "others", KEY, "true"));
        kubectl("apply --server-side --field-manager=flux", "others");
        assertThat(selector()).isEqualTo(Map.of("app", "others", KEY, "true"));
    }

    @Test
    void aReplacedSelectorKeepsTheKey() throws IOException {
        kubectl("replace", "others");
        assertThat(selector()).isEqualTo(Map.of("app", "others", KEY, "true"));
    }

    @Test
    void offshootsOwnWriteTakesTheKeyOut() {
        patch("[{'op': 'remove', 'path': '/spec/selector/offshoot.dev~1intercepted'}]");
        assertThat(selector()).isEqualTo(Map.of("app", "orders"));
    }

    @Test
    void restoreTakesThePolicyAwayAndThenTheKey() throws IOException {
        assertThat(Remains.restore(client)).contains(new ServiceKey(NAMESPACE, "orders"));
        try {
            assertThat(selector()).isEqualTo(Map.of("app", "orders"));
            assertThat(cluster.kubectl("get", "mutatingadmissionpolicybinding", "offshoot-keep-key")
                            .output())
                    .contains("NotFound");
        } finally {
            Deploy.apply(client, POLICY);
        }
    }

    @Test
    void aServiceThatIsNotInterceptedIsLeftAlone() throws IOException {
        patch("[{'op': 'remove', 'path': '/spec/selector/offshoot.dev~1intercepted'}]");
        kubectl("replace", "others");
        assertThat(selector()).isEqualTo(Map.of("app", "others"));
    }

    @Test
    void aServiceThatLosesItsSelectorOrItsPodsGetsNoKey() {
        client.services()
                .inNamespace(NAMESPACE)
                .withName("orders")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"selector\": null}}");
        assertThat(service().getSpec().getSelector()).isNullOrEmpty();
    }

    private void intercept() {
        if (!selector().containsKey(KEY)) {
            patch("[{'op': 'add', 'path': '/spec/selector/offshoot.dev~1intercepted', 'value': 'true'}]");
        }
    }

    /** As the controller and {@code restore} write. */
    private void patch(String operations) {
        client.services()
                .inNamespace(NAMESPACE)
                .withName("orders")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON)
                                .withFieldManager("offshoot")
                                .build(),
                        operations.replace('\'', '"'));
    }

    private void kubectl(String verb, String app) throws IOException {
        Path file = folder.resolve(app + ".yaml");
        Files.writeString(file, """
                apiVersion: v1
                kind: Service
                metadata: {name: orders, namespace: %s}
                spec: {selector: {app: %s}, ports: [{name: http, port: 80}]}
                """.formatted(NAMESPACE, app));
        String[] words = (verb + " -f " + file).split(" ");
        cluster.kubectl(words).orThrow();
    }

    private Map<String, String> selector() {
        return service().getSpec().getSelector();
    }

    private Service service() {
        return client.services().inNamespace(NAMESPACE).withName("orders").get();
    }
}
