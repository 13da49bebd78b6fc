package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
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
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClient;
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
    private static final String ALICE = "tn-alice";
    private static final String BOB = "tn-bob";
    private static final String SYSTEM = "tn-system";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final Cluster cluster;
    private final KubernetesClient admin;
    private final TunnelSpaces spaces;
    private StandInGateways gateways = new StandInGateways();
    private @Nullable Controller controller;
    private @Nullable KubernetesClient acting;

    TunnelIT(Cluster cluster, KubernetesClient admin) {
        this.cluster = cluster;
        this.admin = admin;
        this.spaces = new TunnelSpaces(admin, "tn");
    }

    @BeforeAll
    void apply() {
        spaces.apply();
        await().atMost(60, SECONDS)
                .until(() ->
                        admin.pods().inNamespace(SYSTEM).withName("gateway").isReady());
    }

    @AfterAll
    void delete() {
        spaces.close();
    }

    @BeforeEach
    void begin() {
        gateways = new StandInGateways();
    }

    @AfterEach
    void nothing() {
        for (String space : List.of(ALICE, BOB)) {
            admin.resources(Tunnel.class).inNamespace(space).delete();
            await().atMost(30, SECONDS).until(() -> spaces.slices(space).isEmpty());
            admin.services().inNamespace(space).delete();
        }
        if (controller != null) {
            controller.close();
            acting.close();
        }
    }

    @Test
    void aTunnelIsAServiceOfItsSpaceOnceAGatewayHoldsIt() {
        run(TunnelTimes.DEFAULT);
        Tunnel tunnel = spaces.create("alice", ALICE);
        await().atMost(20, SECONDS).until(() -> spaces.connected(ALICE).equals("False"));
        assertThat(spaces.service(ALICE)).isNull();

        gateways.hold(List.of(end("gateway", tunnel)));
        await().atMost(20, SECONDS).until(() -> spaces.connected(ALICE).equals("True"));
        Service service = Objects.requireNonNull(spaces.service(ALICE));
        assertThat(service.getSpec().getSelector()).isNullOrEmpty();
        assertThat(service.getSpec().getPorts())
                .extracting(ServicePort::getName, ServicePort::getPort)
                .containsExactly(tuple("http", 80));
        assertThat(service.getMetadata().getOwnerReferences().getFirst().getUid())
                .isEqualTo(tunnel.getMetadata().getUid());
        assertThat(spaces.status(ALICE).gateway()).isEqualTo("gateway");
        untilAnswered(service, "gateway");

        gateways.hold(List.of());
        await().atMost(20, SECONDS).until(() -> spaces.connected(ALICE).equals("False"));
        assertThat(spaces.slices(ALICE)).isEmpty();
        assertThat(spaces.status(ALICE).gateway()).isNull();
        assertThat(spaces.service(ALICE).getSpec().getClusterIP())
                .isEqualTo(service.getSpec().getClusterIP());

        spaces.as("alice").resource(tunnel).delete();
        await().atMost(20, SECONDS).until(() -> spaces.service(ALICE) == null);
    }

    @Test
    void anotherGatewayThatHoldsTheTunnelTakesTheFormersPlace() {
        run(TunnelTimes.DEFAULT);
        Tunnel tunnel = spaces.create("alice", ALICE);
        TunnelEnd former = new TunnelEnd("z", List.of("10.9.0.9"), held(tunnel));
        gateways.hold(List.of(former));
        await().atMost(20, SECONDS).until(() -> "z".equals(spaces.status(ALICE).gateway()));

        gateways.hold(List.of(end("gateway", tunnel), former));
        await().atMost(20, SECONDS)
                .until(() -> "gateway".equals(spaces.status(ALICE).gateway()));
        untilAnswered(Objects.requireNonNull(spaces.service(ALICE)), "gateway");
        assertThat(spaces.slices(ALICE)).hasSize(1);
    }

    @Test
    void whatHappensToOneSpacesTunnelDoesNothingToAnothers() {
        run(TunnelTimes.DEFAULT);
        Tunnel ofAlice = spaces.create("alice", ALICE);
        Tunnel ofBob = spaces.create("bob", BOB);
        gateways.hold(List.of(end("gateway", ofAlice), end("gateway", ofBob)));
        await().atMost(20, SECONDS)
                .until(() -> spaces.connected(ALICE).equals("True")
                        && spaces.connected(BOB).equals("True"));
        List<String> before = versions(BOB);

        spaces.as("alice").resource(ofAlice).delete();
        await().atMost(20, SECONDS)
                .until(() ->
                        spaces.service(ALICE) == null && spaces.slices(ALICE).isEmpty());
        gateways.hold(List.of(end("gateway", ofBob)));
        Tunnel again = spaces.create("alice", ALICE);
        await().atMost(20, SECONDS).until(() -> spaces.connected(ALICE).equals("False"));
        gateways.hold(List.of(end("gateway", ofBob), end("gateway", again)));
        await().atMost(20, SECONDS).until(() -> spaces.connected(ALICE).equals("True"));
        assertThat(versions(BOB)).isEqualTo(before);
    }

    /** Else a call would reach the one or the other: interception leads the calls, when there is a gateway. */
    @Test
    void aServiceThatTheSpaceHasStaysItsOwnAndKubeProxiesNeverMixItsPodsWithTheTunnel() {
        Service own = admin.resource(
                        Serialization.unmarshal(Manifests.text("orders-service.yaml", ALICE), Service.class))
                .create();
        run(TunnelTimes.DEFAULT);
        Tunnel tunnel = spaces.create("alice", ALICE);
        gateways.hold(List.of(end("gateway", tunnel)));
        await().atMost(20, SECONDS).until(() -> spaces.connected(ALICE).equals("True"));
        assertThat(spaces.slices(ALICE))
                .singleElement()
                .satisfies(slice -> assertThat(slice.getMetadata().getLabels())
                        .containsEntry("offshoot.dev/tunnel", "orders")
                        .doesNotContainKey("kubernetes.io/service-name"));

        spaces.as("alice").resource(tunnel).delete();
        await().atMost(20, SECONDS).until(() -> spaces.slices(ALICE).isEmpty());
        assertThat(spaces.service(ALICE)).isEqualTo(own);
    }

    @Test
    void aServiceThatSomebodyMakesTheirOwnMeanwhileOutlivesTheTunnel() {
        run(TunnelTimes.DEFAULT);
        Tunnel tunnel = spaces.create("alice", ALICE);
        gateways.hold(List.of(end("gateway", tunnel)));
        await().atMost(20, SECONDS).until(() -> spaces.connected(ALICE).equals("True"));
        spaces.as("alice")
                .services()
                .inNamespace(ALICE)
                .withName("orders")
                .patch(MERGE, "{\"spec\": {\"selector\": {\"app\": \"orders\"}}}");
        await().atMost(20, SECONDS)
                .until(() ->
                        spaces.service(ALICE).getMetadata().getOwnerReferences().isEmpty()
                                && spaces.slices(ALICE).stream()
                                        .noneMatch(slice -> slice.getMetadata()
                                                .getLabels()
                                                .containsKey("kubernetes.io/service-name")));
        assertThat(spaces.service(ALICE).getMetadata().getLabels()).isNullOrEmpty();

        spaces.as("alice").resource(tunnel).delete();
        await().atMost(20, SECONDS).until(() -> spaces.slices(ALICE).isEmpty());
        assertThat(spaces.service(ALICE)).isNotNull();
    }

    @Test
    void theOneThatNobodyRenewsEndsAndTheRenewedOneStays() {
        Tunnel renewed = spaces.create("alice", ALICE);
        spaces.create("bob", BOB);
        run(new TunnelTimes(Duration.ofMillis(200), Duration.ofSeconds(4), Duration.ofMinutes(5)));
        int[] renewals = {0};
        await().atMost(60, SECONDS).pollInterval(Duration.ofMillis(500)).until(() -> {
            spaces.renew("alice", ALICE, "never mind what " + renewals[0]++);
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

    private void run(TunnelTimes times) {
        KubernetesClient client = ControllerAccount.client(cluster);
        acting = client;
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

    private List<String> versions(String namespace) {
        List<String> versions = new ArrayList<>();
        versions.add(String.valueOf(spaces.service(namespace).getMetadata().getResourceVersion()));
        spaces.slices(namespace)
                .forEach(slice -> versions.add(slice.getMetadata().getResourceVersion()));
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
}
