package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Tunnel;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both processes run with the rights that ship and no others. What they asked of the API server, as its own audit log tells, is
 * compared with those rights: none was missing, and none that ships is idle.
 */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RbacIT {
    private static final String ROOT = "rb-root";
    private static final String SPACE = "rb-dana";

    /** Rights that are used without a request of their own, or not on such a cluster and in so short a time. */
    private static final Map<String, String> EXPLAINED = Map.of(
            "controller: get apps/deployments",
            "is asked by one that is told to stop",
            "controller: create configmaps",
            "is for the first ledger: a cluster in which other tests ran has one",
            "controller: bind rbac.authorization.k8s.io/clusterroles",
            "is checked where a role binding is written",
            "controller: get /offshoot.dev/api/listening",
            "is checked by the gateways, which ask for a review",
            "controller: get events.k8s.io/events",
            "counts an event that comes again after minutes, as does the next",
            "controller: patch events.k8s.io/events",
            "see above",
            "controller: update coordination.k8s.io/leases",
            "gives the Lease up",
            "controller: delete admissionregistration.k8s.io/mutatingadmissionpolicybindings",
            "is for the end of the installation",
            "controller: watch elbv2.k8s.aws/targetgroupbindings",
            "there are none here, so that none are watched");

    private final Cluster cluster;
    private final KubernetesClient client;

    RbacIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    /** A space's life, and an interception's. */
    @BeforeAll
    void makeThemWork() throws IOException {
        Manifests.apply(client, "rbac.yaml");
        apply("spec: {parent: rb-root, deletionPolicy: Delete, owners: [{kind: User, name: dana}]}");
        await().atMost(60, SECONDS).until(() -> bindings() == 1 && copies() == 3);
        client.resource("""
                        apiVersion: offshoot.dev/v1alpha1
                        kind: Tunnel
                        metadata: {name: cart, namespace: rb-dana}
                        spec:
                          service: cart
                          ports: [80]
                          publicKey: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
                          owner: admin
                        """).create();
        client.resource("""
                        apiVersion: v1
                        kind: Service
                        metadata: {name: orders, namespace: rb-dana}
                        spec: {selector: {app: orders}, ports: [{name: http, port: 80, targetPort: 8080}]}
                        """).create();
        await().atMost(120, SECONDS).until(this::intercepted);
        apply("spec: {parent: rb-root, deletionPolicy: Delete}");
        await().atMost(60, SECONDS).until(() -> bindings() == 0);
        apply("spec: {parent: rb-bare, deletionPolicy: Delete}");
        await().atMost(60, SECONDS).until(() -> copies() == 0);
        client.services()
                .inNamespace(ROOT)
                .withName("orders")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"annotations\": {\"offshoot.dev/intercept\": \"Never\"}}}");
        await().atMost(120, SECONDS)
                .until(() -> !intercepted()
                        && client.services().inNamespace(ROOT).list().getItems().size() == 1);
        await().atMost(120, SECONDS) // nobody renews it
                .until(() -> client.resources(Tunnel.class)
                        .inNamespace(SPACE)
                        .list()
                        .getItems()
                        .isEmpty());
        client.resources(DevSpace.class).withName(SPACE).delete();
        await().atMost(120, SECONDS)
                .until(() -> client.namespaces().withName(SPACE).get() == null);
    }

    @AfterAll
    void delete() {
        client.resources(DevSpace.class).withName(SPACE).delete();
        client.namespaces().withName(ROOT).delete();
        client.namespaces().withName("rb-bare").delete();
    }

    @Test
    void nothingThatTheyTryIsForbidden() {
        AuditLog log = AuditLog.of(cluster);
        Set<String> never = new TreeSet<>(log.refused());
        never.removeAll(log.used()); // an API server that just started refuses all until it has read the roles
        assertThat(never).isEmpty();
    }

    @Test
    void everyRightThatShipsIsUsedOrExplained() {
        Set<String> shipped = ShippedRights.of(client);
        assertThat(shipped).containsAll(EXPLAINED.keySet());
        Set<String> idle = new TreeSet<>(shipped);
        idle.removeAll(AuditLog.of(cluster).used());
        idle.removeAll(EXPLAINED.keySet());
        assertThat(idle).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1} {2}/{3} in {4}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            gateway    | create      |                           | services           | rb-root
            gateway    | update      |                           | services           | rb-root
            gateway    | patch       |                           | services           | rb-root
            gateway    | delete      |                           | services           | rb-root
            gateway    | get         |                           | secrets            | rb-root
            gateway    | list        |                           | secrets            | offshoot-system
            gateway    | watch       |                           | secrets            | -
            gateway    | get         |                           | configmaps         | rb-root
            gateway    | patch       |                           | configmaps         | offshoot-system
            gateway    | create      | discovery.k8s.io          | endpointslices     | rb-root
            gateway    | patch       | discovery.k8s.io          | endpointslices     | rb-root
            gateway    | delete      | discovery.k8s.io          | endpointslices     | rb-root
            gateway    | patch       |                           | pods               | offshoot-system
            gateway    | create      |                           | pods/exec          | rb-root
            gateway    | patch       |                           | namespaces         | -
            gateway    | patch       | offshoot.dev              | devspaces          | -
            gateway    | attach      | offshoot.dev              | devspaces          | -
            gateway    | patch       | coordination.k8s.io       | leases             | offshoot-system
            gateway    | create      |                           | serviceaccounts/token | offshoot-system
            gateway    | impersonate |                           | users              | -
            controller | get         |                           | secrets            | rb-root
            controller | list        |                           | secrets            | offshoot-system
            controller | watch       |                           | secrets            | -
            controller | get         |                           | configmaps         | rb-root
            controller | create      |                           | configmaps         | rb-root
            controller | get         |                           | configmaps         | kube-system
            controller | create      |                           | pods               | rb-root
            controller | delete      |                           | pods               | rb-root
            controller | create      |                           | pods/exec          | rb-root
            controller | create      |                           | pods/eviction      | rb-root
            controller | create      |                           | serviceaccounts/token | offshoot-system
            controller | update      |                           | services           | rb-root
            controller | deletecollection |                      | services           | rb-root
            controller | deletecollection |                      | namespaces         | -
            controller | patch       | apps                      | deployments        | rb-root
            controller | patch       | apps                      | deployments        | offshoot-system
            controller | create      | rbac.authorization.k8s.io | clusterroles       | -
            controller | bind        | rbac.authorization.k8s.io | clusterroles       | -
            controller | escalate    | rbac.authorization.k8s.io | clusterroles       | -
            controller | create      | rbac.authorization.k8s.io | clusterrolebindings | -
            controller | create      | rbac.authorization.k8s.io | roles              | rb-root
            controller | patch       | admissionregistration.k8s.io | validatingadmissionpolicies | -
            controller | create      | admissionregistration.k8s.io | mutatingwebhookconfigurations | -
            controller | patch       | apiextensions.k8s.io      | customresourcedefinitions | -
            controller | delete      | offshoot.dev              | devspaces          | -
            controller | attach      | offshoot.dev              | devspaces          | -
            controller | create-root | offshoot.dev              | devspaces          | -
            controller | create      | offshoot.dev              | tunnels            | rb-root
            controller | patch       |                           | nodes              | -
            controller | get         | coordination.k8s.io       | leases             | kube-system
            controller | impersonate |                           | users              | -
            """)
    void neitherMay(String program, String verb, String group, String resource, String namespace) {
        assertThat(allowed(program, verb, group == null ? "" : group, resource, namespace))
                .isFalse();
    }

    /** Else a review that always says no would pass for the table above. */
    @Test
    void theSameQuestionFindsWhatTheyMay() {
        assertThat(allowed("gateway", "watch", "", "services", ROOT)).isTrue();
        assertThat(allowed("controller", "patch", "", "services", ROOT)).isTrue();
    }

    private boolean allowed(String program, String verb, String group, String resource, String namespace) {
        String[] parts = resource.split("/");
        SubjectAccessReview review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser("system:serviceaccount:offshoot-system:offshoot-" + program)
                .withGroups("system:authenticated", "system:serviceaccounts", "system:serviceaccounts:offshoot-system")
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup(group)
                .withResource(parts[0])
                .withSubresource(parts.length > 1 ? parts[1] : null)
                .withNamespace(namespace)
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    private void apply(String spec) {
        client.resource("apiVersion: offshoot.dev/v1alpha1\nkind: DevSpace\nmetadata: {name: " + SPACE + "}\n" + spec)
                .serverSideApply();
    }

    private int bindings() {
        return client.rbac().roleBindings().inNamespace(SPACE).list().getItems().size();
    }

    private int copies() {
        return client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(SPACE)
                        .list()
                        .getItems()
                        .size()
                + client.resourceQuotas().inNamespace(SPACE).list().getItems().size()
                + client.limitRanges().inNamespace(SPACE).list().getItems().size();
    }

    private boolean intercepted() {
        return client.services()
                .inNamespace(ROOT)
                .withName("orders")
                .get()
                .getSpec()
                .getSelector()
                .containsKey("offshoot.dev/intercepted");
    }
}
