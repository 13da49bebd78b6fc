package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users write their intercepted Service as they always do, in each of the usual manners: nobody's request fails. */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserChangesIT {
    private static final String SAME = "orders-service.yaml";
    private static final String CHANGED = "orders-service-changed.yaml";

    /** How a Service gets into a cluster, and again. */
    enum Manner {
        /** Three-way merge: what others added stays. */
        KUBECTL_APPLY(true),
        HELM_3(true),
        /** The selector is one field, which the user owns as a whole. */
        SERVER_SIDE_APPLY(false),
        HELM_4(false),
        KUBECTL_REPLACE(false);

        private final boolean keepsKey;

        Manner(boolean keepsKey) {
            this.keepsKey = keepsKey;
        }
    }

    private final Cluster cluster;
    private final KubernetesClient client;
    private LoadSpaces spaces;

    @TempDir
    private Path folder;

    UserChangesIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeAll
    void create() {
        spaces = LoadSpaces.create(cluster, "users");
    }

    @AfterAll
    void delete() {
        spaces.delete();
    }

    @AfterEach
    void reset() {
        spaces.reset();
    }

    @ParameterizedTest
    @EnumSource
    void theServiceIsWrittenAgainAndChangedWhileItIsIntercepted(Manner manner) throws IOException {
        client.resource(spaces.orders()).delete();
        write(manner, SAME);
        try (Traffic traffic = Traffic.start(cluster, "written again by " + manner, spaces)) {
            traffic.override();
            for (String file : new String[] {SAME, CHANGED}) {
                if (!manner.keepsKey) {
                    traffic.mayFallBack();
                }
                write(manner, file);
                traffic.settled();
                await().atMost(20, SECONDS).until(traffic::restsIntercepted);
            }
            assertThat(spaces.orders().getSpec().getPorts()).hasSize(2);
            traffic.noOverride();
            traffic.assertNoFault();
        }
        assertIsTheUsers(spaces.orders());
    }

    /** With the opt-in policy not even the manners that take the key away interrupt the interception. */
    @Test
    void aPolicyKeepsTheKeyThroughUsersWrites(TestInfo test) throws IOException {
        Path policy = Cluster.scripts().resolve("../../deploy/policies/opt-in");
        cluster.kubectl("apply", "-f", policy.toString()).orThrow();
        try (Traffic traffic = Traffic.start(cluster, test.getDisplayName(), spaces)) {
            traffic.override();
            untilPolicyHolds(traffic);
            for (int i = 0; i < 5; i++) {
                for (Manner manner : new Manner[] {Manner.HELM_4, Manner.KUBECTL_REPLACE}) {
                    write(manner, i % 2 == 0 ? SAME : CHANGED);
                    assertThat(spaces.orders().getSpec().getSelector())
                            .as("the selector after " + manner)
                            .containsKey("offshoot.dev/intercepted");
                }
            }
            traffic.noOverride();
            traffic.assertNoFault();
        } finally {
            cluster.kubectl("delete", "-f", policy.toString()).orThrow();
        }
        assertIsTheUsers(spaces.orders());
    }

    /** API servers take up a policy some time after it was written. */
    private void untilPolicyHolds(Traffic traffic) {
        traffic.mayFallBack();
        await().atMost(60, SECONDS).until(() -> {
            write(Manner.HELM_4, SAME);
            return spaces.orders().getSpec().getSelector().containsKey("offshoot.dev/intercepted");
        });
        traffic.settled();
    }

    private void write(Manner manner, String file) throws IOException {
        String text = Manifests.text(file, spaces.root());
        Path manifest = Files.writeString(folder.resolve(file), text);
        switch (manner) {
            case KUBECTL_APPLY ->
                cluster.kubectl("apply", "-f", manifest.toString()).orThrow();
            case KUBECTL_REPLACE -> {
                if (spaces.orders() == null) {
                    cluster.kubectl("create", "-f", manifest.toString()).orThrow();
                } else {
                    cluster.kubectl("replace", "-f", manifest.toString()).orThrow();
                }
            }
            case SERVER_SIDE_APPLY ->
                cluster.kubectl("apply", "--server-side", "--field-manager=flux", "-f", manifest.toString())
                        .orThrow();
            case HELM_4 ->
                cluster.kubectl(
                                "apply",
                                "--server-side",
                                "--force-conflicts",
                                "--field-manager=helm",
                                "-f",
                                manifest.toString())
                        .orThrow();
            case HELM_3 -> helm3(Serialization.unmarshal(text, Service.class));
        }
    }

    /** Creates, or sends a strategic merge patch of what the chart says. */
    private void helm3(Service chart) {
        if (spaces.orders() == null) {
            client.resource(chart).create();
            return;
        }
        PatchContext patch = new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager("Helm")
                .build();
        client.services().inNamespace(spaces.root()).withName("orders").patch(patch, Serialization.asJson(chart));
    }

    /** As the changed or the first manifest says in every field, and nobody of ours owns any. */
    private void assertIsTheUsers(Service after) {
        String file = after.getSpec().getPorts().size() == 2 ? CHANGED : SAME;
        Service wanted = Serialization.unmarshal(Manifests.text(file, spaces.root()), Service.class);
        assertThat(after.getSpec().getSelector()).isEqualTo(wanted.getSpec().getSelector());
        assertThat(after.getMetadata().getLabels())
                .isEqualTo(wanted.getMetadata().getLabels());
        assertThat(after.getMetadata().getAnnotations())
                .containsAllEntriesOf(wanted.getMetadata().getAnnotations());
        assertThat(after.getSpec().getPorts())
                .usingRecursiveComparison()
                .ignoringFields("protocol")
                .isEqualTo(wanted.getSpec().getPorts());
        assertThat(after.getMetadata().getManagedFields())
                .extracting(ManagedFieldsEntry::getManager)
                .doesNotContain("offshoot");
    }
}
