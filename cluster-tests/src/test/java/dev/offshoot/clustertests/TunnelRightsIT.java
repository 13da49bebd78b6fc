package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.spaceapi.Tunnel;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who may do what to a Tunnel, by the roles and the policies that ship. */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TunnelRightsIT {
    private static final String ROOT = "tr-root";
    private static final String ALICE = "tr-alice";

    private final KubernetesClient admin;
    private final TunnelSpaces spaces;

    TunnelRightsIT(KubernetesClient admin) {
        this.admin = admin;
        this.spaces = new TunnelSpaces(admin, "tr");
    }

    @BeforeAll
    void apply() {
        spaces.apply();
    }

    @AfterAll
    void delete() {
        spaces.close();
    }

    @Test
    void nobodyEndsOrRenewsAnothersTunnelWithoutTheRightToTakeItOver() {
        Tunnel tunnel = spaces.create("alice", ALICE);
        assertRefused(() -> spaces.as("bob").resource(tunnel).delete(), "cannot delete resource \"tunnels\"");
        assertRefused(
                () -> spaces.as("carol").resource(tunnel).delete(),
                "tunnel orders is alice's (expected: that user, or one with");
        assertRefused(() -> spaces.renew("carol", ALICE, "x"), "tunnel orders is alice's");
        spaces.renew("alice", ALICE, "x");
        assertThat(spaces.status(ALICE).renewTime()).isEqualTo("x");

        spaces.as("dave").resource(tunnel).delete();
        assertThat(admin.resource(tunnel).get()).isNull();
    }

    @Test
    void aTunnelsOwnerDoesNotSayWhatTheControllerFound() {
        Tunnel tunnel = spaces.create("bob", "tr-bob");
        assertRefused(() -> spaces.status("bob", "tr-bob", "gateway", "mine"), "written by the controller alone");
        spaces.as("bob").resource(tunnel).delete();
    }

    @Test
    void aRootSpaceHasTunnelsOnlyWhereItAllowsThem() {
        assertRefused(() -> spaces.create("bob", ROOT), "namespace tr-root is a root space (expected: a child space");
        admin.namespaces()
                .withName(ROOT)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"annotations\": {\"offshoot.dev/tunnels\": \"Allow\"}}}");
        await().atMost(20, SECONDS)
                .until(() -> !TunnelSpaces.isRefused(() -> spaces.create("bob", ROOT), "is a root space"));
    }

    private static void assertRefused(ThrowingCallable write, String message) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(403))
                .hasMessageContaining(message);
    }
}
