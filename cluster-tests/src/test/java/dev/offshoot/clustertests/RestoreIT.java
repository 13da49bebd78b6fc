package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code offshoot restore} with no controller, gateway or custom resource in the cluster. */
@TestCluster
class RestoreIT {
    private final Cluster cluster;
    private final KubernetesClient client;
    private InterceptedOrders orders;

    RestoreIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeEach
    void apply() throws IOException {
        orders = InterceptedOrders.apply(client);
    }

    @AfterEach
    void delete() {
        orders.delete();
    }

    @Test
    void aServiceIsAsItWasAndASecondRunFindsNothing() {
        Service before = orders.service();
        orders.intercept(Instant.now());
        assertThat(orders.ours()).containsExactly("Service orders-baseline", "EndpointSlice orders-gateway-ipv4");

        Outcome first = InterceptedOrders.run(cluster.kubeconfig(), "restore");
        assertThat(first.orThrow()).contains("restored Service cli-it/orders");
        assertThat(orders.ours()).isEmpty();
        Service after = orders.service();
        after.getMetadata().setResourceVersion(before.getMetadata().getResourceVersion());
        assertThat(after).isEqualTo(before);
        assertThat(InterceptedOrders.run(cluster.kubeconfig(), "restore").orThrow())
                .isEqualTo("0 Services restored" + System.lineSeparator());
    }

    @Test
    void aBackupMadeDuringAnInterceptionIsCleanOfIt(@TempDir Path folder) throws IOException {
        orders.intercept(Instant.now());
        Path backup = Files.writeString(
                folder.resolve("backup.yaml"),
                cluster.kubectl("get", "services,endpointslices", "-n", "cli-it", "-o", "yaml", "--show-managed-fields")
                        .orThrow());
        client.services().inNamespace("cli-it").delete();
        await().atMost(30, SECONDS).until(() -> orders.ours().isEmpty());

        Outcome cleaned = InterceptedOrders.run(backup, "restore", "--in-place", "-f", backup.toString());
        assertThat(cleaned.orThrow())
                .contains("took the key out of Service cli-it/orders")
                .contains("left out Service cli-it/orders-baseline")
                .contains("left out EndpointSlice cli-it/orders-gateway-ipv4");
        assertThat(Files.readString(backup))
                .contains("app: orders")
                .doesNotContain("offshoot.dev/")
                .doesNotContain("manager: offshoot");
        Path services = Files.writeString(folder.resolve("services.yaml"), onlyServices(backup));
        cluster.kubectl("apply", "-f", services.toString()).orThrow();
        await().atMost(30, SECONDS)
                .until(() -> !cluster.kubectl(
                                "get",
                                "endpointslices",
                                "-n",
                                "cli-it",
                                "-l",
                                "kubernetes.io/service-name=orders",
                                "-o",
                                "jsonpath={.items[*].endpoints[*].addresses}")
                        .orThrow()
                        .isBlank());
    }

    /** As a person would apply them: without the server's own fields and Kubernetes' slices. */
    private String onlyServices(Path backup) throws IOException {
        KubernetesList list =
                client.getKubernetesSerialization().unmarshal(Files.readString(backup), KubernetesList.class);
        Service service = (Service) list.getItems().stream()
                .filter(Service.class::isInstance)
                .findFirst()
                .orElseThrow();
        service.getMetadata().setManagedFields(null);
        service.getMetadata().setResourceVersion(null);
        service.getMetadata().setUid(null);
        return client.getKubernetesSerialization().asYaml(service);
    }
}
