package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.watch.ClusterAccess;
import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.cluster.watch.OutsideCallers;
import dev.offshoot.cluster.watch.WatchTimes;
import dev.offshoot.controller.loop.Controller;
import dev.offshoot.controller.loop.ControllerSettings;
import dev.offshoot.controller.loop.PlanFollower;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.routing.snapshot.RoutingConfig;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The control loop on a real API server, in this JVM. Gateways are what the test says of them; where traffic counts, a pod that
 * answers {@code gateway} on port 20000.
 */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControllerIT {
    private static final String ROOT = "loop-root";
    private static final String ALICE = "loop-alice";
    private static final String SYSTEM = "loop-system";
    private static final ServiceKey ORDERS = new ServiceKey(ROOT, "orders");
    private static final WatchTimes TIMES = new WatchTimes(
            Duration.ofMillis(75),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));

    private final Cluster cluster;
    private final KubernetesClient client;
    private final RecordingClient recorder;
    private StandInGateways gateways = new StandInGateways();
    private @Nullable Controller controller;
    private InetSocketAddress clusterIp = new InetSocketAddress(0);
    private Service original = new Service();

    ControllerIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
        this.recorder = new RecordingClient(client);
    }

    @BeforeAll
    void apply() {
        Manifests.apply(client, "loop.yaml", "loop");
        await().atMost(60, SECONDS)
                .until(() -> ready(ROOT).size() == 2 && ready(SYSTEM).size() == 1);
    }

    @AfterAll
    void delete() {
        List.of(ROOT, ALICE, SYSTEM)
                .forEach(name -> client.namespaces().withName(name).delete());
        recorder.close();
    }

    @BeforeEach
    void services() {
        original = create(ROOT);
        clusterIp = cluster.reach(original.getSpec().getClusterIP(), 80);
        await().atMost(20, SECONDS).until(() -> "baseline".equals(answer()));
        original = service();
        gateways = new StandInGateways();
        gateways.tell(List.of(gateway(20000)));
        recorder.forget();
    }

    @AfterEach
    void nothing() {
        if (controller != null) {
            controller.close();
        }
        client.services().inNamespace(ALICE).delete();
        client.services().inNamespace(ROOT).delete();
        client.configMaps().inNamespace(SYSTEM).withName("offshoot-ports").delete();
        await().atMost(20, SECONDS)
                .until(() -> ours().isEmpty() && services(ROOT).isEmpty());
    }

    @Test
    void anOverrideBeginsTheInterceptionAndItsDeletionEndsItWithoutAFailedRequest() {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        Set<String> answers = ConcurrentHashMap.newKeySet();
        Thread caller = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                answers.add(answer());
                asked.incrementAndGet();
            }
        });
        try {
            run(settings(Duration.ZERO, 10));
            create(ALICE);
            untilAnswered("gateway");
            until(asked, 50);
            client.services().inNamespace(ALICE).withName("orders").delete();
            untilAnswered("baseline");
            await().atMost(20, SECONDS).until(() -> ours().isEmpty());
            until(asked, 50);
        } finally {
            stop.set(true);
        }
        await().atMost(10, SECONDS).until(() -> !caller.isAlive());
        assertThat(answers).containsExactlyInAnyOrder("baseline", "gateway");
        assertUntouched();
    }

    @Test
    void theListeningPortIsWrittenDownBeforeAnyObjectUsesItAndTheKeyComesLast() {
        intercept();
        List<String> writes = recorder.writes();
        assertThat(writes)
                .containsSubsequence(
                        "POST configmaps",
                        "PATCH services/orders-baseline",
                        "PATCH endpointslices/orders-gateway-ipv4",
                        "PATCH services/orders");
        assertThat(writes.getFirst()).isEqualTo("POST configmaps");
        assertThat(ledger()).isEqualTo("20000 loop-root/orders:80\n");
    }

    @Test
    void whatIsSettledCostsNoRequest() {
        intercept();
        settle();
        recorder.forget();
        for (int i = 0; i < 5; i++) {
            turn();
        }
        assertThat(recorder.requests()).isEmpty();
    }

    @Test
    void nothingIsPlannedBeforeTheGatewaysAreKnown() {
        intercept();
        settle();
        controller().close();
        recorder.forget();

        gateways = new StandInGateways();
        gateways.complete(false);
        run(settings(Duration.ofHours(1), 10));
        await().atMost(20, SECONDS).until(() -> gateways.asked() > 0);
        controller().again();
        await().atMost(20, SECONDS).until(() -> gateways.asked() > 1);
        assertThat(controller().plan()).isNull();
        assertThat(recorder.requests()).isEmpty();
        assertThat(keyed()).isTrue();

        gateways.tell(List.of(gateway(20000)));
        gateways.complete(true);
        settle();
        assertThat(recorder.writes()).isEmpty();
    }

    @Test
    void withoutAGatewayTheServiceIsAnsweredByItsBaselineAfterOneWriteAndIsInterceptedAgainWhenThereIsOne() {
        intercept();
        settle();
        recorder.forget();
        gateways.tell(List.of());
        untilAnswered("baseline");
        await().atMost(20, SECONDS).until(() -> !keyed());
        assertThat(recorder.writes().getFirst()).isEqualTo("PATCH endpointslices/orders-gateway-ipv4");
        assertThat(recorder.writes()).noneMatch(write -> write.startsWith("DELETE"));

        gateways.tell(List.of(gateway(20000)));
        untilAnswered("gateway");
        settle();
        assertThat(reversals()).isEmpty();
    }

    @Test
    void aManagerThatTakesTheServiceBackAgainAndAgainWinsAndIsToldSo() {
        intercept(settings(Duration.ofHours(1), 3));
        for (int i = 0; i < 3; i++) {
            await().atMost(20, SECONDS)
                    .until(() -> keyed() && annotations().containsKey("offshoot.dev/intercepted-since"));
            takeBack();
        }
        await().atMost(20, SECONDS).until(() -> !problems(ProblemCode.CONFLICT).isEmpty() && slices().isEmpty());
        assertThat(keyed()).isFalse();
        assertThat(reversals()).hasSize(3);
        untilAnswered("baseline");
        settle();
        recorder.forget();
        turn();
        assertThat(recorder.requests()).isEmpty();
    }

    @Test
    void aPortThatComesToAnInterceptedServiceHasEndpointsAtOnceAndTheGatewayWhenItListens() {
        intercept();
        settle();
        edit(service -> service.getSpec()
                .getPorts()
                .add(new ServicePortBuilder()
                        .withName("admin")
                        .withPort(81)
                        .withNewTargetPort("http")
                        .build()));
        InetSocketAddress admin = cluster.reach(original.getSpec().getClusterIP(), 81);
        await().atMost(20, SECONDS).until(() -> "baseline".equals(answer(admin)));
        assertThat(answer()).isEqualTo("gateway");

        gateways.tell(List.of(gateway(20000, 20001)));
        await().atMost(20, SECONDS)
                .until(() ->
                        slices().size() == 1 && slices().getFirst().getPorts().size() == 2);
        assertThat(answer()).isEqualTo("gateway");
        assertThat(keyed()).isTrue();
    }

    @Test
    void aServiceMadeAnewBeginsAtItsBaselineAndIsInterceptedAgain() {
        intercept();
        settle();
        String before = service().getMetadata().getUid();
        client.services().inNamespace(ROOT).withName("orders").delete();
        Service anew = create(ROOT);
        assertThat(anew.getMetadata().getUid()).isNotEqualTo(before);
        clusterIp = cluster.reach(anew.getSpec().getClusterIP(), 80);
        untilAnswered("gateway");
        settle();
        assertThat(slices())
                .extracting(slice ->
                        slice.getMetadata().getOwnerReferences().getFirst().getUid())
                .containsOnly(anew.getMetadata().getUid());
        assertThat(reversals()).isEmpty();
    }

    /** The watches are dead and the source doesn't know it yet: what the controller believes is old. */
    @Test
    void aStaleViewOfTheClusterDoesNoHarm() throws IOException {
        URI server = URI.create(client.getConfiguration().getMasterUrl());
        try (StallingProxy proxy =
                new StallingProxy(new InetSocketAddress(InetAddress.getByName(server.getHost()), server.getPort()))) {
            create(ALICE);
            run(settings(Duration.ofHours(1), 10), throughProxy(proxy));
            untilAnswered("gateway");
            settle();
            assertThat(proxy.stall()).isPositive();

            client.services().inNamespace(ROOT).withName("orders").delete();
            Service anew = create(ROOT);
            await().atMost(20, SECONDS).until(() -> ours().isEmpty());
            recorder.forget();
            gateways.tell(List.of());
            await().atMost(20, SECONDS).until(() -> !recorder.requests().isEmpty());
            turn();
            assertThat(recorder.writes()).isEmpty();

            gateways.tell(List.of(gateway(20000)));
            clusterIp = cluster.reach(anew.getSpec().getClusterIP(), 80);
            await().atMost(60, SECONDS).until(() -> "gateway".equals(answer()));
        }
    }

    private void intercept() {
        intercept(settings(Duration.ofHours(1), 10));
    }

    private void intercept(ControllerSettings settings) {
        create(ALICE);
        run(settings);
        untilAnswered("gateway");
    }

    private void run(ControllerSettings settings) {
        run(settings, ClusterAccess.client(cluster.kubeconfig(), null));
    }

    private void run(ControllerSettings settings, KubernetesClient watching) {
        controller = new Controller(
                recorder.client(),
                new ClusterSource(watching, TIMES),
                gateways,
                new OutsideCallers(client, TIMES),
                PlanFollower.NONE,
                settings,
                Clock.systemUTC());
        controller.start();
    }

    private KubernetesClient throughProxy(StallingProxy proxy) {
        KubernetesClient direct = ClusterAccess.client(cluster.kubeconfig(), null);
        direct.getConfiguration().setMasterUrl("https://127.0.0.1:" + proxy.port() + "/");
        KubernetesClient through = new KubernetesClientBuilder()
                .withConfig(direct.getConfiguration())
                .build();
        direct.close();
        return through;
    }

    private Controller controller() {
        return Objects.requireNonNull(controller);
    }

    private static ControllerSettings settings(Duration linger, int reversals) {
        return new ControllerSettings(
                new PlanSettings(SYSTEM, linger, 20000, 20003, Duration.ofDays(1), reversals),
                RoutingConfig.ofDomains("dev.test"),
                ControllerSettings.RESYNC);
    }

    /** Makes the controller plan once more, and waits for it. */
    private void turn() {
        InterceptionPlan before = controller().plan();
        controller().again();
        await().atMost(20, SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> controller().plan() != before);
    }

    /** Waits until the plan finds nothing more to do than to keep what is there. */
    private void settle() {
        await().atMost(20, SECONDS).pollInterval(Duration.ofMillis(200)).until(() -> {
            List<String> before = recorder.requests();
            turn();
            turn();
            return recorder.requests().equals(before);
        });
    }

    private List<Problem> problems(ProblemCode code) {
        InterceptionPlan plan = controller().plan();
        return plan == null
                ? List.of()
                : plan.problems().stream()
                        .filter(problem -> problem.code() == code)
                        .toList();
    }

    private Replica gateway(Integer... listening) {
        Set<Endpoint> reached = new HashSet<>();
        ready(ROOT).forEach(pod -> reached.add(new Endpoint(pod.getStatus().getPodIP(), 8080)));
        String address = ready(SYSTEM).getFirst().getStatus().getPodIP();
        return new Replica("gateway", List.of(address), true, false, Set.of(listening), reached, Set.of());
    }

    private List<Pod> ready(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> client.resource(pod).isReady())
                .toList();
    }

    private Service create(String namespace) {
        Service written = Serialization.unmarshal(Manifests.text("orders-service.yaml", namespace), Service.class);
        return client.resource(written).create();
    }

    /** As a tool does that knows only its own manifest. */
    private void takeBack() {
        edit(service -> service.getSpec().setSelector(Map.of("app", "orders")));
    }

    private void edit(Consumer<Service> change) {
        client.services().inNamespace(ROOT).withName("orders").edit(service -> {
            change.accept(service);
            return service;
        });
    }

    private Service service() {
        return client.services().inNamespace(ROOT).withName("orders").get();
    }

    private boolean keyed() {
        return service().getSpec().getSelector().containsKey("offshoot.dev/intercepted");
    }

    private Map<String, String> annotations() {
        Service shadow =
                client.services().inNamespace(ROOT).withName("orders-baseline").get();
        return shadow == null || shadow.getMetadata().getAnnotations() == null
                ? Map.of()
                : shadow.getMetadata().getAnnotations();
    }

    private List<String> reversals() {
        String written = annotations().getOrDefault("offshoot.dev/reversals", "");
        return written.isEmpty() ? List.of() : List.of(written.split(","));
    }

    private String ledger() {
        return client.configMaps()
                .inNamespace(SYSTEM)
                .withName("offshoot-ports")
                .get()
                .getData()
                .get("ports");
    }

    private List<EndpointSlice> slices() {
        return client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(ROOT)
                .withLabelIn("endpointslice.kubernetes.io/managed-by", "offshoot.dev", "baseline.offshoot.dev")
                .list()
                .getItems();
    }

    private List<String> services(String namespace) {
        return client.services().inNamespace(namespace).list().getItems().stream()
                .map(service -> service.getMetadata().getName())
                .toList();
    }

    /** Names of all objects of ours in the root. */
    private List<String> ours() {
        List<String> names = new ArrayList<>(services(ROOT));
        names.remove("orders");
        slices().forEach(slice -> names.add(slice.getMetadata().getName()));
        return names;
    }

    /** Every field but the version, which counts writes. */
    private void assertUntouched() {
        assertThat(text(service())).isEqualTo(text(original));
    }

    private static String text(Service service) {
        ObjectMeta metadata = service.getMetadata();
        metadata.setResourceVersion(null);
        return Serialization.asYaml(service);
    }

    private static void until(AtomicInteger counter, int more) {
        int wanted = counter.get() + more;
        await().atMost(30, SECONDS).until(() -> counter.get() >= wanted);
    }

    private void untilAnswered(String wanted) {
        await().atMost(30, SECONDS).until(() -> wanted.equals(answer()));
    }

    private String answer() {
        return answer(clusterIp);
    }

    /** What a request on a new connection through the ClusterIP is answered, or how it failed. */
    private static String answer(InetSocketAddress address) {
        try {
            URLConnection connection = URI.create("http://127.0.0.1:" + address.getPort() + "/")
                    .toURL()
                    .openConnection();
            connection.setRequestProperty("Connection", "close");
            connection.setReadTimeout(5_000);
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
        } catch (IOException e) {
            return e.toString();
        } catch (UncheckedIOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
