package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.replica.HeldTunnel;
import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.cluster.watch.OutsideCallers;
import dev.offshoot.cluster.watch.WatchTimes;
import dev.offshoot.controller.loop.Controller;
import dev.offshoot.controller.loop.ControllerSettings;
import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.controller.tunnel.TunnelTimes;
import dev.offshoot.controller.tunnel.TunnelWork;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Tunnels on a real API server, with the controller's and the users' real rights. Which gateway holds a tunnel is what the test says;
 * its end is a pod that answers {@code gateway} on port 20000.
 */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TunnelIT {
    private static final String ROOT = "tn-root";
    private static final String ALICE = "tn-alice";
    private static final String BOB = "tn-bob";
    private static final String SYSTEM = "tn-system";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final Cluster cluster;
    private final KubernetesClient admin;
    private final List<KubernetesClient> clients = new ArrayList<>();
    private final KubernetesClient alice;
    private final KubernetesClient bob;
    private final KubernetesClient carol;
    private final KubernetesClient dave;
    private StandInGateways gateways = new StandInGateways();
    private @Nullable Controller controller;

    TunnelIT(Cluster cluster, KubernetesClient admin) {
        this.cluster = cluster;
        this.admin = admin;
        this.alice = as("alice");
        this.bob = as("bob");
        this.carol = as("carol");
        this.dave = as("dave");
    }

    private KubernetesClient as(String user) {
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(admin.getConfiguration())
                        .withImpersonateUsername(user)
                        .build())
                .build();
        clients.add(client);
        return client;
    }

    /** Roles and policies take effect a moment after they are written. */
    @BeforeAll
    void apply() {
        ControllerAccount.apply(admin);
        Manifests.apply(admin, "loop.yaml", "tn");
        Manifests.apply(admin, "tunnels.yaml", "tn");
        await().atMost(60, SECONDS)
                .until(() -> isRefusedBecause(() -> create(alice, ALICE, "erin"), "spec.owner: erin"));
        await().atMost(60, SECONDS).until(() -> isRefusedBecause(() -> create(bob, ROOT, "bob"), "is a root space"));
        await().atMost(60, SECONDS)
                .until(() ->
                        admin.pods().inNamespace(SYSTEM).withName("gateway").isReady());
    }

    @AfterAll
    void delete() {
        List.of(ROOT, ALICE, BOB, SYSTEM)
                .forEach(name -> admin.namespaces().withName(name).delete());
        clients.forEach(KubernetesClient::close);
    }

    @BeforeEach
    void begin() {
        gateways = new StandInGateways();
    }

    @AfterEach
    void nothing() {
        for (String space : List.of(ALICE, BOB)) {
            admin.resources(Tunnel.class).inNamespace(space).delete();
            await().atMost(30, SECONDS).until(() -> slices(space).isEmpty());
            admin.services().inNamespace(space).delete();
        }
        if (controller != null) {
            controller.close();
        }
    }

    @Test
    void aTunnelIsAServiceOfItsSpaceOnceAGatewayHoldsIt() {
        run(TunnelTimes.DEFAULT);
        Tunnel tunnel = create(alice, ALICE, "alice");
        await().atMost(20, SECONDS).until(() -> connected(ALICE).equals("False"));
        assertThat(service(ALICE)).isNull();

        gateways.hold(List.of(end("gateway", tunnel)));
        await().atMost(20, SECONDS).until(() -> connected(ALICE).equals("True"));
        Service service = Objects.requireNonNull(service(ALICE));
        assertThat(service.getSpec().getSelector()).isNullOrEmpty();
        assertThat(service.getSpec().getPorts())
                .extracting(ServicePort::getName, ServicePort::getPort)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("http", 80));
        assertThat(service.getMetadata().getOwnerReferences().getFirst().getUid())
                .isEqualTo(tunnel.getMetadata().getUid());
        assertThat(status(ALICE).gateway()).isEqualTo("gateway");
        untilAnswered(service, "gateway");

        gateways.hold(List.of());
        await().atMost(20, SECONDS).until(() -> connected(ALICE).equals("False"));
        assertThat(slices(ALICE)).isEmpty();
        assertThat(status(ALICE).gateway()).isNull();
        assertThat(service(ALICE).getSpec().getClusterIP())
                .isEqualTo(service.getSpec().getClusterIP());

        alice.resource(tunnel).delete();
        await().atMost(20, SECONDS).until(() -> service(ALICE) == null);
    }

    @Test
    void anotherGatewayThatHoldsTheTunnelTakesTheFormersPlace() {
        run(TunnelTimes.DEFAULT);
        Tunnel tunnel = create(alice, ALICE, "alice");
        TunnelEnd former = new TunnelEnd("z", List.of("10.9.0.9"), held(tunnel));
        gateways.hold(List.of(former));
        await().atMost(20, SECONDS).until(() -> "z".equals(status(ALICE).gateway()));

        gateways.hold(List.of(end("gateway", tunnel), former));
        await().atMost(20, SECONDS).until(() -> "gateway".equals(status(ALICE).gateway()));
        untilAnswered(Objects.requireNonNull(service(ALICE)), "gateway");
        assertThat(slices(ALICE)).hasSize(1);
    }

    @Test
    void whatHappensToOneSpacesTunnelDoesNothingToAnothers() {
        run(TunnelTimes.DEFAULT);
        Tunnel ofAlice = create(alice, ALICE, "alice");
        Tunnel ofBob = create(bob, BOB, "bob");
        gateways.hold(List.of(end("gateway", ofAlice), end("gateway", ofBob)));
        await().atMost(20, SECONDS)
                .until(() -> connected(ALICE).equals("True") && connected(BOB).equals("True"));
        List<String> before = versions(BOB);

        alice.resource(ofAlice).delete();
        await().atMost(20, SECONDS)
                .until(() -> service(ALICE) == null && slices(ALICE).isEmpty());
        gateways.hold(List.of(end("gateway", ofBob)));
        Tunnel again = create(alice, ALICE, "alice");
        await().atMost(20, SECONDS).until(() -> connected(ALICE).equals("False"));
        gateways.hold(List.of(end("gateway", ofBob), end("gateway", again)));
        await().atMost(20, SECONDS).until(() -> connected(ALICE).equals("True"));
        assertThat(versions(BOB)).isEqualTo(before);
    }

    /** Else a call would reach the one or the other: interception leads the calls, when there is a gateway. */
    @Test
    void aServiceThatTheSpaceHasStaysItsOwnAndKubeProxiesNeverMixItsPodsWithTheTunnel() {
        Service own = admin.resource(
                        Serialization.unmarshal(Manifests.text("orders-service.yaml", ALICE), Service.class))
                .create();
        run(TunnelTimes.DEFAULT);
        Tunnel tunnel = create(alice, ALICE, "alice");
        gateways.hold(List.of(end("gateway", tunnel)));
        await().atMost(20, SECONDS).until(() -> connected(ALICE).equals("True"));
        assertThat(slices(ALICE))
                .singleElement()
                .satisfies(slice -> assertThat(slice.getMetadata().getLabels())
                        .containsEntry("offshoot.dev/tunnel", "orders")
                        .doesNotContainKey("kubernetes.io/service-name"));

        alice.resource(tunnel).delete();
        await().atMost(20, SECONDS).until(() -> slices(ALICE).isEmpty());
        assertThat(service(ALICE)).isEqualTo(own);
    }

    @Test
    void aServiceThatSomebodyMakesTheirOwnMeanwhileOutlivesTheTunnel() {
        run(TunnelTimes.DEFAULT);
        Tunnel tunnel = create(alice, ALICE, "alice");
        gateways.hold(List.of(end("gateway", tunnel)));
        await().atMost(20, SECONDS).until(() -> connected(ALICE).equals("True"));
        alice.services()
                .inNamespace(ALICE)
                .withName("orders")
                .patch(MERGE, "{\"spec\": {\"selector\": {\"app\": \"orders\"}}}");
        await().atMost(20, SECONDS)
                .until(() -> service(ALICE).getMetadata().getOwnerReferences().isEmpty()
                        && slices(ALICE).stream()
                                .noneMatch(slice ->
                                        slice.getMetadata().getLabels().containsKey("kubernetes.io/service-name")));
        assertThat(service(ALICE).getMetadata().getLabels()).isNullOrEmpty();

        alice.resource(tunnel).delete();
        await().atMost(20, SECONDS).until(() -> slices(ALICE).isEmpty());
        assertThat(service(ALICE)).isNotNull();
    }

    @Test
    void theOneThatNobodyRenewsEndsAndTheRenewedOneStays() {
        Tunnel renewed = create(alice, ALICE, "alice");
        create(bob, BOB, "bob");
        run(new TunnelTimes(Duration.ofMillis(200), Duration.ofSeconds(4), Duration.ofMinutes(5)));
        int[] renewals = {0};
        await().atMost(60, SECONDS).pollInterval(Duration.ofMillis(500)).until(() -> {
            renew(alice, "never mind what " + renewals[0]++);
            return admin.resources(Tunnel.class)
                            .inNamespace(BOB)
                            .withName("orders")
                            .get()
                    == null;
        });
        assertThat(admin.resource(renewed).get().getMetadata().getUid())
                .isEqualTo(renewed.getMetadata().getUid());
        assertThat(renewals[0]).isGreaterThan(1);
    }

    @Test
    void nobodyEndsOrRenewsAnothersTunnelWithoutTheRightToTakeItOver() {
        Tunnel tunnel = create(alice, ALICE, "alice");
        assertRefused(() -> bob.resource(tunnel).delete(), "cannot delete resource \"tunnels\"");
        assertRefused(
                () -> carol.resource(tunnel).delete(), "tunnel orders is alice's (expected: that user, or one with");
        assertRefused(() -> renew(carol, "x"), "tunnel orders is alice's");
        assertRefused(
                () -> alice.resource(tunnel)
                        .subresource("status")
                        .patch(MERGE, "{\"status\": {\"gateway\": \"mine\"}}"),
                "written by the controller alone");
        renew(alice, "x");
        assertThat(status(ALICE).renewTime()).isEqualTo("x");
        dave.resource(tunnel).delete();
        assertThat(admin.resource(tunnel).get()).isNull();
    }

    @Test
    void aRootSpaceHasTunnelsOnlyWhereItAllowsThem() {
        assertRefused(() -> create(bob, ROOT, "bob"), "namespace tn-root is a root space (expected: a child space");
        admin.namespaces()
                .withName(ROOT)
                .patch(MERGE, "{\"metadata\": {\"annotations\": {\"offshoot.dev/tunnels\": \"Allow\"}}}");
        try {
            await().atMost(20, SECONDS)
                    .until(() -> !isRefusedBecause(() -> create(bob, ROOT, "bob"), "is a root space"));
            bob.resources(Tunnel.class).inNamespace(ROOT).withName("orders").delete();
        } finally {
            admin.namespaces()
                    .withName(ROOT)
                    .patch(MERGE, "{\"metadata\": {\"annotations\": {\"offshoot.dev/tunnels\": null}}}");
        }
    }

    private void run(TunnelTimes times) {
        KubernetesClient client = ControllerAccount.client(cluster);
        clients.add(client);
        controller = new Controller(
                client,
                new ClusterSource(ControllerAccount.client(cluster), WatchTimes.DEFAULT),
                gateways,
                new OutsideCallers(client, WatchTimes.DEFAULT),
                new TunnelWork(client, gateways::tunnels, times, Clock.systemUTC()),
                new ControllerSettings(
                        new PlanSettings("offshoot-system", Duration.ofHours(1), 24000, 24099, Duration.ofDays(1), 10),
                        RoutingConfig.ofDomains("dev.test"),
                        ControllerSettings.RESYNC),
                Clock.systemUTC());
        controller.start();
    }

    private static Tunnel create(KubernetesClient user, String namespace, String owner) {
        return user.resources(Tunnel.class)
                .inNamespace(namespace)
                .resource(Serialization.unmarshal("""
                apiVersion: offshoot.dev/v1alpha1
                kind: Tunnel
                metadata: {name: orders}
                spec:
                  service: orders
                  ports: [80]
                  publicKey: MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
                  owner: %s
                """.formatted(owner), Tunnel.class))
                .create();
    }

    private static void renew(KubernetesClient user, String time) {
        user.resources(Tunnel.class)
                .inNamespace(ALICE)
                .withName("orders")
                .subresource("status")
                .patch(MERGE, "{\"status\": {\"renewTime\": \"" + time + "\"}}");
    }

    private TunnelEnd end(String gateway, Tunnel tunnel) {
        String address = admin.pods()
                .inNamespace(SYSTEM)
                .withName("gateway")
                .get()
                .getStatus()
                .getPodIP();
        return new TunnelEnd(gateway, List.of(address), held(tunnel));
    }

    private static HeldTunnel held(Tunnel tunnel) {
        return new HeldTunnel(
                tunnel.getMetadata().getNamespace(),
                tunnel.getMetadata().getName(),
                tunnel.getMetadata().getUid(),
                Map.of(80, 20000));
    }

    private TunnelStatus status(String namespace) {
        Tunnel tunnel = admin.resources(Tunnel.class)
                .inNamespace(namespace)
                .withName("orders")
                .get();
        TunnelStatus none = new TunnelStatus(null, null, null, null);
        return tunnel == null ? none : Objects.requireNonNullElse(tunnel.getStatus(), none);
    }

    /** The condition's status; empty without one. */
    private String connected(String namespace) {
        List<Condition> conditions = status(namespace).conditions();
        return conditions == null ? "" : conditions.getFirst().getStatus();
    }

    private @Nullable Service service(String namespace) {
        return admin.services().inNamespace(namespace).withName("orders").get();
    }

    private List<EndpointSlice> slices(String namespace) {
        return admin.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel("endpointslice.kubernetes.io/managed-by", "tunnel.offshoot.dev")
                .list()
                .getItems();
    }

    private List<String> versions(String namespace) {
        List<String> versions = new ArrayList<>();
        versions.add(String.valueOf(service(namespace).getMetadata().getResourceVersion()));
        slices(namespace).forEach(slice -> versions.add(slice.getMetadata().getResourceVersion()));
        versions.add(admin.resources(Tunnel.class)
                .inNamespace(namespace)
                .withName("orders")
                .get()
                .getMetadata()
                .getResourceVersion());
        return versions;
    }

    private void untilAnswered(Service service, String answer) {
        InetSocketAddress address = cluster.reach(service.getSpec().getClusterIP(), 80);
        await().atMost(20, SECONDS).ignoreExceptions().until(() -> answer.equals(answer(address)));
    }

    private static String answer(InetSocketAddress address) throws Exception {
        URLConnection connection = URI.create("http://" + address.getHostString() + ":" + address.getPort() + "/")
                .toURL()
                .openConnection();
        connection.setConnectTimeout(2000);
        connection.setReadTimeout(2000);
        return new String(connection.getInputStream().readAllBytes()).trim();
    }

    private static void assertRefused(ThrowingCallable write, String message) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(403))
                .hasMessageContaining(message);
    }

    private static boolean isRefusedBecause(Runnable write, String message) {
        try {
            write.run();
            return false;
        } catch (KubernetesClientException refused) {
            return String.valueOf(refused.getMessage()).contains(message);
        }
    }
}
