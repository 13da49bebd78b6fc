package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.intercept.SpaceRelease;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceStatus;
import dev.offshoot.spaceapi.SpaceInterception;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * DevSpaces and what becomes of them, with the controller's own rights. The root {@code dsp-root} is only labelled, and limited.
 *
 * <pre>
 * dsp-root ─ dsp-team (labelled) ─ whatever a test adds
 * </pre>
 */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevSpaceIT {
    private static final String ROOT = "dsp-root";
    private static final String TEAM = "dsp-team";

    private final Cluster cluster;
    private final KubernetesClient client;
    private SpacesUnderTest controller;

    DevSpaceIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeAll
    void begin() {
        ControllerAccount.apply(client);
        Manifests.apply(client, "dev-spaces.yaml", "dsp");
        controller = new SpacesUnderTest(cluster);
        eventually(() -> assertThat(annotation(TEAM, "offshoot.dev/lineage")).isEqualTo("dsp-team,dsp-root"));
        eventually(() -> assertThat(
                        client.resource(pod(TEAM)).dryRun().create().getSpec().getDnsConfig())
                .as("what the search path policy, just applied, adds")
                .isNotNull());
    }

    @AfterEach
    void deleteDevSpaces() {
        mine().forEach(devSpace -> client.resource(devSpace).delete());
        await().atMost(30, SECONDS).until(() -> mine().isEmpty());
    }

    private List<DevSpace> mine() {
        return client.resources(DevSpace.class).list().getItems().stream()
                .filter(devSpace -> devSpace.getMetadata().getName().startsWith("dsp-")
                        || devSpace.getMetadata().getName().equals("kube-system"))
                .toList();
    }

    @AfterAll
    void end() {
        controller.close();
        client.namespaces().list().getItems().stream()
                .filter(namespace -> namespace.getMetadata().getName().startsWith("dsp-"))
                .forEach(namespace -> client.resource(namespace).delete());
    }

    @Test
    void aDevSpaceBecomesANamespaceWithItsMarksAndTheRootsLimits() {
        devSpace("dsp-alice", "{parent: dsp-root, joins: [dsp-team], fallback: Unready, deletionPolicy: Delete}");
        untilReady("dsp-alice");

        Namespace namespace = namespace("dsp-alice");
        assertThat(namespace.getMetadata().getLabels())
                .containsEntry("offshoot.dev/parent", "dsp-root")
                .containsEntry("pod-security.kubernetes.io/enforce", "baseline")
                .containsEntry("pod-security.kubernetes.io/warn", "restricted");
        assertThat(namespace.getMetadata().getAnnotations())
                .containsEntry("offshoot.dev/joins", "dsp-team")
                .containsEntry("offshoot.dev/fallback", "Unready")
                .containsEntry("offshoot.dev/lineage", "dsp-alice,dsp-team,dsp-root");
        assertThat(namespace.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(client.resourceQuotas()
                        .inNamespace("dsp-alice")
                        .withName("all")
                        .get()
                        .getSpec()
                        .getHard())
                .containsKey("pods");
        assertThat(client.limitRanges()
                        .inNamespace("dsp-alice")
                        .withName("each")
                        .get())
                .isNotNull();
        assertThat(client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace("dsp-alice")
                        .withName("inside")
                        .get())
                .isNotNull();
        DevSpaceStatus status = status("dsp-alice");
        assertThat(status.namespaceUid()).isEqualTo(namespace.getMetadata().getUid());
        assertThat(status.lineage()).containsExactly("dsp-alice", "dsp-team", "dsp-root");
        assertThat(cluster.kubectl("get", "dsp", "dsp-alice").orThrow())
                .contains("dsp-root", "[\"dsp-alice\",\"dsp-team\",\"dsp-root\"]", "True");
    }

    @Test
    void aNamespaceThatNobodyMadeASpaceIsLeftAlone() {
        client.resource(named("dsp-foreign", Map.of())).create();
        String version = namespace("dsp-foreign").getMetadata().getResourceVersion();
        devSpace("dsp-foreign", "{parent: dsp-root, deletionPolicy: Delete}");
        devSpace("kube-system", "{parent: dsp-root}");

        untilCondition("dsp-foreign", "NamespaceReady", "False", "NotOurs");
        untilCondition("kube-system", "NamespaceReady", "False", "Reserved");
        untilEvent("default", "DevSpace", "dsp-foreign", "NamespaceNotOurs");
        assertThat(namespace("dsp-foreign").getMetadata().getResourceVersion()).isEqualTo(version);
        deleteDevSpaces();
        assertThat(namespace("dsp-foreign").getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(namespace("kube-system").getMetadata().getLabels()).doesNotContainKey("offshoot.dev/parent");
    }

    @Test
    void aLabelledNamespaceGetsWhatOthersDidNotWrite() {
        client.resource(named("dsp-mine", Map.of("offshoot.dev/parent", ROOT))).create();
        devSpace(
                "dsp-mine",
                "{parent: dsp-root, joins: [dsp-team], owners: [{kind: User, name: eve}], deletionPolicy: Delete}");
        untilReady("dsp-mine");
        assertThat(annotation("dsp-mine", "offshoot.dev/joins")).isEqualTo(TEAM);
        assertThat(client.rbac().roleBindings().inNamespace("dsp-mine").list().getItems())
                .as("owners of a namespace that others created")
                .isEmpty();
        assertThat(status("dsp-mine").namespaceUid()).isNull();

        devSpace("dsp-mine", "{parent: dsp-team}");
        untilCondition("dsp-mine", "NamespaceReady", "False", "Conflict");
        untilEvent("default", "DevSpace", "dsp-mine", "NamespaceConflict");
        assertThat(namespace("dsp-mine").getMetadata().getLabels()).containsEntry("offshoot.dev/parent", ROOT);

        deleteDevSpaces();
        assertThat(namespace("dsp-mine").getMetadata().getLabels()).containsEntry("offshoot.dev/parent", ROOT);
        assertThat(annotation("dsp-mine", "offshoot.dev/joins")).isNull();
    }

    @Test
    void onlyTheControllerSaysThatItCreatedANamespace() {
        client.resource(named("dsp-other-team", Map.of())).create();
        assertThatThrownBy(() -> cluster.kubectl(
                                "annotate", "namespace", "dsp-other-team", "offshoot.dev/created-for=some-uid")
                        .orThrow())
                .hasMessageContaining("written by the controller alone");
    }

    @Test
    void aMissingParentIsNamedAndHealsWhenItComes() {
        devSpace("dsp-early", "{parent: dsp-late, deletionPolicy: Delete}");
        untilCondition("dsp-early", "Ready", "False", "MissingParent");
        untilEvent("default", "DevSpace", "dsp-early", "MissingParent");
        untilEvent("dsp-early", "Namespace", "dsp-early", "MissingParent");
        assertThat(status("dsp-early").problems())
                .anySatisfy(problem -> assertThat(problem).contains("dsp-late", "missing-parent"));

        devSpace("dsp-late", "{parent: dsp-root, deletionPolicy: Delete}");
        untilReady("dsp-early");
        eventually(() -> assertThat(
                        client.limitRanges().inNamespace("dsp-early").list().getItems())
                .hasSize(1));
    }

    @Test
    void aCycleIsNamedAndTheOthersGoOn() {
        devSpace("dsp-hen", "{parent: dsp-egg, deletionPolicy: Delete}");
        devSpace("dsp-egg", "{parent: dsp-hen, deletionPolicy: Delete}");
        devSpace("dsp-alice", "{parent: dsp-root, deletionPolicy: Delete}");
        untilCondition("dsp-hen", "Ready", "False", "ParentCycle");
        untilCondition("dsp-egg", "Ready", "False", "ParentCycle");
        untilReady("dsp-alice");
    }

    @Test
    void aSpaceFollowsItsParent() {
        devSpace("dsp-alice", "{parent: dsp-root, deletionPolicy: Delete}");
        untilReady("dsp-alice");
        devSpace("dsp-alice", "{parent: dsp-team, deletionPolicy: Delete}");
        eventually(() -> {
            assertThat(annotation("dsp-alice", "offshoot.dev/lineage")).isEqualTo("dsp-alice,dsp-team,dsp-root");
            assertThat(status("dsp-alice").lineage()).containsExactly("dsp-alice", TEAM, ROOT);
        });
        untilReady("dsp-alice");
    }

    @Test
    void whatStandsAsItShouldIsNotWrittenAgain() {
        devSpace(
                "dsp-quiet",
                "{parent: dsp-root, joins: [dsp-team], owners: [{kind: User, name: alice},"
                        + " {kind: ServiceAccount, name: ci, namespace: build}], deletionPolicy: Delete}");
        untilReady("dsp-quiet");
        List<String> before = versions("dsp-quiet");
        devSpace(
                "dsp-quiet",
                "{parent: dsp-root, joins: [dsp-team], fallback: Unready, owners: [{kind: User, name: alice},"
                        + " {kind: ServiceAccount, name: ci, namespace: build}], deletionPolicy: Delete}");
        eventually(() ->
                assertThat(annotation("dsp-quiet", "offshoot.dev/fallback")).isEqualTo("Unready"));
        untilReady("dsp-quiet");
        assertThat(versions("dsp-quiet")).isEqualTo(before);
    }

    /** Of all that a DevSpace's namespace holds. */
    private List<String> versions(String namespace) {
        List<HasMetadata> objects = new ArrayList<>();
        objects.addAll(client.limitRanges().inNamespace(namespace).list().getItems());
        objects.addAll(client.network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .list()
                .getItems());
        objects.addAll(
                client.rbac().roleBindings().inNamespace(namespace).list().getItems());
        assertThat(objects).hasSize(3);
        return objects.stream()
                .map(object -> object.getMetadata().getName() + " "
                        + object.getMetadata().getResourceVersion())
                .toList();
    }

    @Test
    void whatLimitsTheRootComesBackWithTheNextLookAndOthersStay() {
        devSpace("dsp-limited", "{parent: dsp-root, deletionPolicy: Delete}");
        untilReady("dsp-limited");
        client.network()
                .v1()
                .networkPolicies()
                .inNamespace("dsp-limited")
                .withName("inside")
                .delete();
        cluster.kubectl("-n", "dsp-limited", "create", "quota", "own", "--hard=secrets=100")
                .orThrow();
        devSpace("dsp-limited", "{parent: dsp-root, fallback: Unready, deletionPolicy: Delete}");
        eventually(() -> assertThat(client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace("dsp-limited")
                        .withName("inside")
                        .get())
                .isNotNull());
        assertThat(client.resourceQuotas()
                        .inNamespace("dsp-limited")
                        .withName("own")
                        .get())
                .isNotNull();
    }

    @Test
    void aChangeOfWhatLimitsTheRootReachesItsSpaces() {
        devSpace("dsp-limited", "{parent: dsp-team, deletionPolicy: Delete}");
        untilReady("dsp-limited");
        cluster.kubectl("-n", ROOT, "create", "quota", "new", "--hard=secrets=90")
                .orThrow();
        eventually(() -> assertThat(client.resourceQuotas()
                        .inNamespace("dsp-limited")
                        .withName("new")
                        .get())
                .isNotNull());
        cluster.kubectl("-n", ROOT, "delete", "quota", "new").orThrow();
        eventually(() -> assertThat(client.resourceQuotas()
                        .inNamespace("dsp-limited")
                        .withName("new")
                        .get())
                .isNull());
    }

    @Test
    void twoThatWantOneHostAreToldAndTheOlderKeepsIt() {
        devSpace("dsp-first", "{root: true, deletionPolicy: Delete}");
        devSpace("dsp-second", "{root: true, deletionPolicy: Delete}");
        untilReady("dsp-first");
        untilReady("dsp-second");
        client.resource(exposed("dsp-first")).create();
        String created = client.services()
                .inNamespace("dsp-first")
                .withName("site")
                .get()
                .getMetadata()
                .getCreationTimestamp();
        await().atMost(5, SECONDS)
                .until(() -> Instant.now().isAfter(Instant.parse(created).plusSeconds(1)));
        client.resource(exposed("dsp-second")).create();
        untilEvent("dsp-second", "Service", "site", "HostTaken");
        eventually(() -> {
            assertThat(status("dsp-first").urls()).contains("one.dev.test");
            assertThat(status("dsp-second").problems())
                    .anySatisfy(problem -> assertThat(problem).contains("one.dev.test", "dsp-first", "host-taken"));
        });
    }

    private static Service exposed(String namespace) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("site")
                .addToAnnotations("offshoot.dev/hosts", "one.dev.test")
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withName("http")
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }

    @Test
    void anOverrideThatCannotAnswerIsNamed() {
        devSpace("dsp-alice", "{parent: dsp-root, deletionPolicy: Delete}");
        untilReady("dsp-alice");
        Service debug = exposed("dsp-alice");
        debug.getMetadata().setName("orders");
        debug.getMetadata().setAnnotations(null);
        debug.getSpec().getPorts().getFirst().setName("debug");
        debug.getSpec().getPorts().getFirst().setPort(5005);
        debug.getSpec()
                .getPorts()
                .add(new ServicePortBuilder().withName("more").withPort(5006).build());
        client.resource(debug).create();
        untilCondition("dsp-alice", "OverridesServed", "False", "OverrideWithoutEndpoints");
        untilEvent("dsp-alice", "Service", "orders", "PortMismatch");
        untilEvent("dsp-alice", "Service", "orders", "OverrideWithoutEndpoints");
        assertThat(status("dsp-alice").problems())
                .anySatisfy(problem -> assertThat(problem).contains("http 80 of Service dsp-root/orders"));
    }

    @Test
    void aServiceThatCannotBeInterceptedIsNamedWhereItIsOverridden() {
        Service headless = exposed(ROOT);
        headless.getMetadata().setName("db");
        headless.getMetadata().setAnnotations(null);
        headless.getSpec().setClusterIP("None");
        client.resource(headless).create();
        devSpace("dsp-alice", "{parent: dsp-root, deletionPolicy: Delete}");
        untilReady("dsp-alice");
        Service override = exposed("dsp-alice");
        override.getMetadata().setName("db");
        override.getMetadata().setAnnotations(null);
        client.resource(override).create();
        untilEvent(ROOT, "Service", "db", "NotInterceptable");
        eventually(() -> assertThat(status("dsp-alice").problems())
                .anySatisfy(problem -> assertThat(problem).contains("Service dsp-root/db", "not-interceptable")));
    }

    @Test
    void ownersMayWorkInTheirNamespaceAndNowhereElse() {
        devSpace(
                "dsp-owned",
                "{parent: dsp-root, owners: [{kind: User, name: alice}, {kind: Group, name: team-a}], deletionPolicy: Delete}");
        untilReady("dsp-owned");
        assertThat(may("alice", "dsp-owned", "create", "deployments.apps")).isTrue();
        assertThat(may("alice", "dsp-owned", "create", "tunnels.offshoot.dev")).isTrue();
        assertThat(may("alice", ROOT, "create", "deployments.apps")).isFalse();
        assertThat(may("alice", "dsp-owned", "create", "rolebindings.rbac.authorization.k8s.io"))
                .isFalse();
        assertThat(may("alice", "dsp-owned", "delete", "resourcequotas")).isFalse();

        devSpace("dsp-owned", "{parent: dsp-root, deletionPolicy: Delete}");
        eventually(() -> assertThat(may("alice", "dsp-owned", "create", "deployments.apps"))
                .isFalse());
        assertThatThrownBy(() -> devSpace(
                        "dsp-owned", "{parent: dsp-root, owners: [{kind: Group, name: system:authenticated}]}"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("never system:*");
    }

    @Test
    void whatIsGoneByDefaultIsTheSpaceNotTheNamespace() {
        devSpace("dsp-kept", "{parent: dsp-root}");
        untilReady("dsp-kept");
        String uid = namespace("dsp-kept").getMetadata().getUid();
        deleteDevSpaces();
        Namespace kept = namespace("dsp-kept");
        assertThat(kept.getMetadata().getUid()).isEqualTo(uid);
        assertThat(kept.getMetadata().getDeletionTimestamp()).isNull();
        assertThat(kept.getMetadata().getLabels())
                .doesNotContainKey("offshoot.dev/parent")
                .containsEntry("pod-security.kubernetes.io/enforce", "baseline");
        eventually(
                () -> assertThat(annotation("dsp-kept", "offshoot.dev/lineage")).isNull());

        devSpace("dsp-kept", "{parent: dsp-root, owners: [{kind: User, name: eve}], deletionPolicy: Delete}");
        untilCondition("dsp-kept", "NamespaceReady", "True", "CreatedEarlier");
        untilReady("dsp-kept");
        assertThat(may("eve", "dsp-kept", "create", "deployments.apps")).isFalse();
        deleteDevSpaces();
        assertThat(namespace("dsp-kept").getMetadata().getDeletionTimestamp()).isNull();
    }

    @Test
    void aCreatedNamespaceGoesWhereThatIsAskedFor() {
        devSpace("dsp-gone", "{parent: dsp-root, deletionPolicy: Delete}");
        untilReady("dsp-gone");
        deleteDevSpaces();
        await().atMost(60, SECONDS).until(() -> namespace("dsp-gone") == null);
    }

    @Test
    void aPodThatIsOlderThanItsLineageIsNamed() {
        devSpace("dsp-pods", "{parent: dsp-root, deletionPolicy: Delete}");
        untilReady("dsp-pods");
        Manifests.create(client, pod("dsp-pods"));
        client.pods().inNamespace("dsp-pods").withName("sleeps").waitUntilReady(60, SECONDS);
        untilCondition("dsp-pods", "ShortNames", "True", "InLimits");

        devSpace("dsp-pods", "{parent: dsp-team, deletionPolicy: Delete}");
        untilCondition("dsp-pods", "ShortNames", "False", "PodsWithoutSearchPaths");
        assertThat(condition("dsp-pods", "ShortNames").getMessage()).contains("sleeps");
        client.pods().inNamespace("dsp-pods").withName("sleeps").delete();
        untilCondition("dsp-pods", "ShortNames", "True", "InLimits");
    }

    private static Pod pod(String namespace) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("sleeps")
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("none")
                .withImage(Cluster.BUSYBOX)
                .withCommand("/bin/sleep", "100000")
                .endContainer()
                .endSpec()
                .build();
    }

    @Test
    void withoutAControllerADevSpaceCanBeLetGo() {
        devSpace("dsp-left", "{parent: dsp-root, deletionPolicy: Delete}");
        untilReady("dsp-left");
        controller.close();
        try (KubernetesClient itself = ControllerAccount.client(cluster)) {
            assertThat(SpaceRelease.all(itself)).containsExactly("dsp-left");
            assertThat(SpaceRelease.all(itself)).isEmpty();
            deleteDevSpaces();
            assertThat(namespace("dsp-left").getMetadata().getLabels()).containsEntry("offshoot.dev/parent", ROOT);
        } finally {
            controller = new SpacesUnderTest(cluster);
        }
    }

    @Test
    void anInterceptionIsToldAndEndsWithTheDevSpaceThatNeedsIt() {
        Pod pod = client.pods().inNamespace(ROOT).withName("orders").waitUntilReady(60, SECONDS);
        controller.reaches(new Endpoint(pod.getStatus().getPodIP(), 8080));
        devSpace("dsp-alice", "{parent: dsp-root, deletionPolicy: Delete}");
        untilReady("dsp-alice");
        client.resource(orders("dsp-alice")).create();

        eventually(() -> {
            assertThat(orders().getSpec().getSelector()).containsKey("offshoot.dev/intercepted");
            assertThat(status("dsp-alice").overrides()).containsExactly("orders");
            assertThat(status("dsp-alice").interceptions()).singleElement().satisfies(DevSpaceIT::isOfOrders);
        });
        untilEvent(ROOT, "Service", "orders", "Intercepted");
        assertThat(cluster.kubectl("-n", ROOT, "describe", "service", "orders").orThrow())
                .contains("in-cluster calls pass the gateway since", "offshoot flush orders -n dsp-root");

        deleteDevSpaces();
        assertThat(orders().getSpec().getSelector()).doesNotContainKey("offshoot.dev/intercepted");
        untilEvent(ROOT, "Service", "orders", "InterceptionEnded");
    }

    private static void isOfOrders(SpaceInterception interception) {
        assertThat(interception.service()).isEqualTo("dsp-root/orders");
        assertThat(interception.since()).isNotNull();
        assertThat(interception.note()).contains("offshoot flush orders -n dsp-root");
    }

    @Test
    void aLabelledChildsLineageIsKeptWrittenOnlyWhereItDiffersAndRemoved() {
        client.resource(named("dsp-plain", Map.of("offshoot.dev/parent", TEAM))).create();
        eventually(() ->
                assertThat(annotation("dsp-plain", "offshoot.dev/lineage")).isEqualTo("dsp-plain,dsp-team,dsp-root"));
        String version = namespace("dsp-plain").getMetadata().getResourceVersion();

        client.resource(named("dsp-other", Map.of("offshoot.dev/parent", ROOT))).create();
        eventually(() ->
                assertThat(annotation("dsp-other", "offshoot.dev/lineage")).isEqualTo("dsp-other,dsp-root"));
        assertThat(namespace("dsp-plain").getMetadata().getResourceVersion()).isEqualTo(version);

        cluster.kubectl("annotate", "--overwrite", "namespace", "dsp-plain", "offshoot.dev/lineage=dsp-plain,nowhere")
                .orThrow();
        eventually(() ->
                assertThat(annotation("dsp-plain", "offshoot.dev/lineage")).isEqualTo("dsp-plain,dsp-team,dsp-root"));
        cluster.kubectl("label", "namespace", "dsp-plain", "offshoot.dev/parent-")
                .orThrow();
        eventually(() ->
                assertThat(annotation("dsp-plain", "offshoot.dev/lineage")).isNull());
    }

    @Test
    void aLineageThatIsTooDeepForDnsIsNamed() {
        String parent = ROOT;
        for (int i = 0; i < 29; i++) {
            client.resource(named("dsp-deep-" + i, Map.of("offshoot.dev/parent", parent)))
                    .create();
            parent = "dsp-deep-" + i;
        }
        devSpace("dsp-deepest", "{parent: dsp-deep-28, deletionPolicy: Delete}");
        untilReady("dsp-deepest");
        untilCondition("dsp-deepest", "ShortNames", "False", "LineageTooDeep");
        untilEvent("default", "DevSpace", "dsp-deepest", "LineageTooDeep");
    }

    private void devSpace(String name, String spec) {
        client.resource(Serialization.unmarshal(
                        "---\n{apiVersion: offshoot.dev/v1alpha1, kind: DevSpace, metadata: {name: " + name
                                + "}, spec: " + spec + "}",
                        DevSpace.class))
                .forceConflicts()
                .serverSideApply();
    }

    private static Namespace named(String name, Map<String, String> labels) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(new TreeMap<>(labels))
                .endMetadata()
                .build();
    }

    private static Service orders(String namespace) {
        return LoadSpaces.service(namespace);
    }

    private Service orders() {
        return client.services().inNamespace(ROOT).withName("orders").get();
    }

    private Namespace namespace(String name) {
        return client.namespaces().withName(name).get();
    }

    private String annotation(String namespace, String key) {
        Map<String, String> annotations = namespace(namespace).getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(key);
    }

    private DevSpaceStatus status(String name) {
        return client.resources(DevSpace.class).withName(name).get().getStatus();
    }

    private boolean may(String user, String namespace, String verb, String resource) {
        int dot = resource.indexOf('.');
        return Boolean.TRUE.equals(client.resource(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user)
                        .withNewResourceAttributes()
                        .withNamespace(namespace)
                        .withVerb(verb)
                        .withGroup(dot < 0 ? "" : resource.substring(dot + 1))
                        .withResource(dot < 0 ? resource : resource.substring(0, dot))
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .create()
                .getStatus()
                .getAllowed());
    }

    private void untilReady(String name) {
        eventually(() -> {
            Condition ready = condition(name, "Ready");
            assertThat(ready.getStatus()).as("%s", ready).isEqualTo("True");
            assertThat(ready.getObservedGeneration())
                    .isEqualTo(client.resources(DevSpace.class)
                            .withName(name)
                            .get()
                            .getMetadata()
                            .getGeneration());
        });
    }

    private void untilCondition(String name, String type, String status, String reason) {
        eventually(() -> {
            Condition condition = condition(name, type);
            assertThat(condition.getStatus()).as("%s", condition).isEqualTo(status);
            assertThat(condition.getReason()).isEqualTo(reason);
        });
    }

    private Condition condition(String name, String type) {
        DevSpaceStatus status = status(name);
        assertThat(status).as("status of %s", name).isNotNull();
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition " + type + " in " + status));
    }

    private void untilEvent(String namespace, String kind, String name, String reason) {
        eventually(() -> assertThat(client.events()
                        .v1()
                        .events()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .filteredOn(event -> event.getRegarding().getKind().equals(kind))
                .filteredOn(event -> event.getRegarding().getName().equals(name))
                .extracting(Event::getReason)
                .contains(reason));
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(30, SECONDS).untilAsserted(assertion);
    }
}
