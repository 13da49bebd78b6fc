package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admission policies that ship, asked by users with some rights; writes are dry runs, which admission treats alike. */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyIT {
    private static final String FORBIDDEN_PARENT = namespace("po-new", "labels: {offshoot.dev/parent: po-other}");

    private final KubernetesClient admin;
    private final KubernetesClient dana;
    private final KubernetesClient controller;

    PolicyIT(KubernetesClient admin) {
        this.admin = admin;
        this.dana = as("dana");
        this.controller = as("system:serviceaccount:offshoot-system:offshoot-controller");
    }

    /** Policies take effect a moment after they are written. */
    @BeforeAll
    void apply() throws IOException {
        Manifests.apply(admin, "policies.yaml");
        Deploy.ensureNamespace(admin);
        Deploy.apply(
                admin,
                "crds/devspaces.offshoot.dev.yaml",
                "crds/tunnels.offshoot.dev.yaml",
                "rbac/controller.yaml",
                "policies/attach.yaml",
                "policies/tunnel-owner.yaml");
        for (String forbidden : List.of(FORBIDDEN_PARENT, devSpace("po-new", "parent: po-other"), tunnel("erin"))) {
            await().atMost(30, SECONDS).until(() -> {
                try {
                    tryCreate(dana, forbidden);
                    return false;
                } catch (KubernetesClientException refused) {
                    return refused.getMessage().contains("ValidatingAdmissionPolicy");
                }
            });
        }
    }

    @AfterAll
    void delete() {
        List.of("po-root", "po-other", "po-attached", "po-plain")
                .forEach(name -> admin.namespaces().withName(name).delete());
        admin.rbac().clusterRoleBindings().withName("po-dana").delete();
        admin.rbac().clusterRoles().withName("po-dana").delete();
        dana.close();
        controller.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            po-new | labels: {offshoot.dev/parent: po-root}
            po-new | labels: {offshoot.dev/parent: po-root}, annotations: {offshoot.dev/joins: "po-root"}
            po-new | labels: {offshoot.dev/parent: ""}, annotations: {offshoot.dev/joins: " , "}
            po-new | labels: {offshoot.dev/root: "false"}
            po-own | labels: {offshoot.dev/root: "true"}
            """)
    void aNamespaceTakesWhatItsWriterMayAttachTo(String name, String metadata) {
        assertThat(tryCreate(dana, namespace(name, metadata))).isNotNull();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            po-new | labels: {offshoot.dev/parent: po-other}                       | offshoot.dev/parent: po-other (expected: a space that dana may "attach" to
            po-new | labels: {offshoot.dev/parent: nowhere}                        | offshoot.dev/parent: nowhere (expected
            po-new | annotations: {offshoot.dev/joins: "po-root, po-other"}        | offshoot.dev/joins: po-root,po-other (expected: spaces that dana may "attach" to
            po-new | labels: {offshoot.dev/root: "true"}                           | offshoot.dev/root: true (expected: only where dana has the verb "create-root" on devspaces.offshoot.dev po-new)
            """)
    void aNamespaceIsRefusedWithThePlaceAndTheVerbThatLacks(String name, String metadata, String message) {
        assertForbidden(() -> tryCreate(dana, namespace(name, metadata)), message);
    }

    @Test
    void whatStandsThereAlreadyMayStayAndGo() {
        patch(dana, "po-attached", "{'metadata': {'labels': {'team': 'shop'}}}");
        patch(dana, "po-attached", "{'metadata': {'annotations': {'offshoot.dev/joins': 'po-two,po-root'}}}");
        patch(dana, "po-attached", "{'metadata': {'labels': {'offshoot.dev/parent': null}}}");
        patch(dana, "po-attached", "{'metadata': {'labels': {'offshoot.dev/parent': 'po-root'}}}");
        assertForbidden(
                () -> patch(dana, "po-attached", "{'metadata': {'annotations': {'offshoot.dev/joins': 'po-three'}}}"),
                "offshoot.dev/joins: po-three");
    }

    @Test
    void aLabelWrittenThroughTheStatusIsCheckedToo() {
        assertForbidden(
                () -> dana.namespaces()
                        .withName("po-plain")
                        .subresource("status")
                        .patch(MERGE, json("{'metadata': {'labels': {'offshoot.dev/parent': 'po-other'}}}")),
                "offshoot.dev/parent: po-other");
    }

    @Test
    void sixteenNewJoinsAreCheckedAndMoreAreRefused() {
        assertThat(tryCreate(admin, namespace("po-new", joins(16)))).isNotNull();
        assertThatThrownBy(() -> tryCreate(admin, namespace("po-new", joins(17))))
                .hasMessageContaining("offshoot.dev/joins: 17 new ones (expected: at most 16)");
        assertForbidden(() -> tryCreate(dana, namespace("po-new", joins(16))), "offshoot.dev/joins: po-0,po-1");
    }

    @Test
    void theControllerWritesOnNamespacesWhatItsDevSpacesWereCheckedFor() {
        patch(controller, "po-plain", "{'metadata': {'labels': {'offshoot.dev/parent': 'po-other'}}}");
        patch(controller, "po-plain", "{'metadata': {'labels': {'offshoot.dev/root': 'true'}}}");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            po-new | parent: po-root
            po-new | parent: po-root, joins: [po-root]
            po-own | root: true
            """)
    void aDevSpaceTakesWhatItsWriterMayAttachTo(String name, String spec) {
        assertThat(tryCreate(dana, devSpace(name, spec))).isNotNull();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            po-new | parent: po-other                  | spec.parent: po-other (expected: a space that dana may "attach" to
            po-new | parent: po-root, joins: [po-other] | spec.joins: po-other (expected: spaces that dana may "attach" to
            po-new | root: true                        | spec.root: true (expected: only where dana has the verb "create-root" on devspaces.offshoot.dev po-new)
            """)
    void aDevSpaceIsRefusedWithThePlaceAndTheVerbThatLacks(String name, String spec, String message) {
        assertForbidden(() -> tryCreate(dana, devSpace(name, spec)), message);
    }

    @Test
    void aDevSpaceOfOthersCanBeChangedWithoutARightToItsParent() {
        HasMetadata made = admin.resource(devSpace("po-made", "parent: po-other, joins: [po-one]"))
                .create();
        try {
            assertThat(tryReplace(dana, devSpace("po-made", "parent: po-other, joins: [po-one], fallback: Unready")))
                    .isNotNull();
            assertForbidden(
                    () -> tryReplace(dana, devSpace("po-made", "parent: po-other, joins: [po-one, po-two]")),
                    "spec.joins: po-two");
        } finally {
            admin.resource(made).delete();
        }
    }

    @Test
    void aTunnelIsItsWritersOwn() {
        assertThat(tryCreate(dana, tunnel("dana"))).isNotNull();
        assertForbidden(() -> tryCreate(dana, tunnel("erin")), "spec.owner: erin (expected: dana, who writes it)");
    }

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withDryRun(List.of("All"))
            .build();

    private static void patch(KubernetesClient user, String namespace, String merge) {
        user.namespaces().withName(namespace).patch(MERGE, json(merge));
    }

    private static HasMetadata tryCreate(KubernetesClient user, String object) {
        return user.resource(object).dryRun(true).create();
    }

    private static HasMetadata tryReplace(KubernetesClient user, String object) {
        HasMetadata wanted = Serialization.unmarshal(object);
        wanted.getMetadata()
                .setResourceVersion(user.resource(wanted).get().getMetadata().getResourceVersion());
        return user.resource(wanted).dryRun(true).update();
    }

    private static void assertForbidden(org.assertj.core.api.ThrowableAssert.ThrowingCallable write, String message) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(403))
                .hasMessageContaining(message);
    }

    private static String namespace(String name, String metadata) {
        return "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + ", " + metadata + "}\n";
    }

    private static String devSpace(String name, String spec) {
        return "apiVersion: offshoot.dev/v1alpha1\nkind: DevSpace\nmetadata: {name: " + name + "}\nspec: {" + spec
                + "}\n";
    }

    private static String tunnel(String owner) {
        return """
                apiVersion: offshoot.dev/v1alpha1
                kind: Tunnel
                metadata: {name: orders, namespace: po-plain}
                spec:
                  service: orders
                  ports: [80]
                  publicKey: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
                  owner: %s
                """.formatted(owner);
    }

    private static String joins(int count) {
        return "annotations: {offshoot.dev/joins: \""
                + IntStream.range(0, count).mapToObj(i -> "po-" + i).collect(Collectors.joining(",")) + "\"}";
    }

    private static String json(String quotedOnce) {
        return quotedOnce.replace('\'', '"');
    }

    private KubernetesClient as(String user) {
        Config config = new ConfigBuilder(admin.getConfiguration())
                .withImpersonateUsername(user)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
