package dev.offshoot.clustertests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code offshoot flush} with no more rights than it names. */
@TestCluster
class FlushIT {
    private final Cluster cluster;
    private final KubernetesClient client;
    private InterceptedOrders orders;
    private Path dana;

    FlushIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeEach
    void apply(@TempDir Path folder) throws IOException {
        orders = InterceptedOrders.apply(client);
        dana = kubeconfig(folder, "dana");
    }

    @AfterEach
    void delete() {
        orders.delete();
    }

    @Test
    void eachPodOlderThanTheInterceptionIsReplacedOnce() {
        Set<String> before = orders.readyPods();
        Instant since = Instant.now();
        orders.intercept(since);
        // A Pod that is created in the same second would count as older.
        await().until(() -> Instant.now().getEpochSecond() > since.getEpochSecond());

        String output =
                InterceptedOrders.run(dana, "flush", "orders", "-n", "cli-it").orThrow();
        assertThat(output)
                .contains("2 of 2 Pods of Service cli-it/orders are older than its interception")
                .containsSubsequence("(1 of 2)", "a new Pod is ready", "(2 of 2)", "a new Pod is ready", "have ended");
        assertThat(orders.readyPods()).hasSize(2).doesNotContainAnyElementsOf(before);
        assertThat(InterceptedOrders.run(dana, "flush", "orders", "-n", "cli-it")
                        .orThrow())
                .contains("0 of 2 Pods of Service cli-it/orders are older");
    }

    @Test
    void aBudgetThatForbidsEvictionsIsRespected() {
        Set<String> before = orders.readyPods();
        orders.intercept(Instant.now());
        client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace("cli-it")
                .withName("orders")
                .edit(budget -> {
                    budget.getSpec().setMaxUnavailable(null);
                    budget.getSpec().setMinAvailable(new IntOrString(2));
                    return budget;
                });

        Outcome outcome = InterceptedOrders.run(dana, "flush", "orders", "-n", "cli-it", "--timeout", "3");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("may not be evicted within 3 s (expected: a PodDisruptionBudget");
        assertThat(orders.readyPods()).isEqualTo(before);
    }

    @Test
    void whatCannotBeFlushedIsNamedAndLeftAlone(@TempDir Path folder) throws IOException {
        Set<String> before = orders.readyPods();
        Outcome plain = InterceptedOrders.run(dana, "flush", "orders", "-n", "cli-it");
        assertThat(plain.exitCode()).isEqualTo(1);
        assertThat(plain.output()).contains("Service cli-it/orders isn't intercepted");

        Outcome unknown = InterceptedOrders.run(dana, "flush", "cart", "-n", "cli-it");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.output()).contains("Service cli-it/cart isn't there");

        orders.intercept(Instant.now());
        Outcome forbidden = InterceptedOrders.run(kubeconfig(folder, "default"), "flush", "orders", "-n", "cli-it");
        assertThat(forbidden.exitCode()).isEqualTo(1);
        assertThat(forbidden.output())
                .contains("offshoot flush: services \"orders\" is forbidden: User"
                        + " \"system:serviceaccount:cli-it:default\"");
        assertThat(orders.readyPods()).isEqualTo(before);
    }

    private Path kubeconfig(Path folder, String account) throws IOException {
        return Files.writeString(folder.resolve("kubeconfig-" + account), """
                apiVersion: v1
                kind: Config
                clusters: [{name: test, cluster: {server: "%1$s", certificate-authority-data: "%2$s"}}]
                users: [{name: %3$s, user: {token: "%4$s"}}]
                contexts: [{name: test, context: {cluster: test, user: %3$s}}]
                current-context: test
                """.formatted(
                        client.getConfiguration().getMasterUrl(),
                        client.getConfiguration().getCaCertData(),
                        account,
                        cluster.kubectl("-n", "cli-it", "create", "token", account)
                                .orThrow()
                                .strip()));
    }
}
