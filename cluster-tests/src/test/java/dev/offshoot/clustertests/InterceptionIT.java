package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.intercept.Executor;
import dev.offshoot.cluster.intercept.Remains;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.plan.PlanInput;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.plan.Planner;
import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The plan and its execution on real Services with real traffic; a pod that answers {@code gateway} stands for the gateway. */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterceptionIT {
    private static final String ROOT = "it-root";
    private static final ServiceKey ORDERS = new ServiceKey(ROOT, "orders");
    private static final PlanSettings SETTINGS =
            new PlanSettings("it-system", Duration.ZERO, 20000, 20000, Duration.ofDays(1), 3);

    private final Cluster cluster;
    private final KubernetesClient client;
    private final Executor executor;
    private PortLedger ports = PortLedger.EMPTY;
    private InetSocketAddress clusterIp = new InetSocketAddress(0);

    InterceptionIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
        this.executor = new Executor(client, Clock.systemUTC());
    }

    @BeforeAll
    void apply() throws IOException {
        Manifests.apply(client, "interception.yaml");
        await().atMost(60, SECONDS)
                .until(() -> ready(ROOT).size() == 2 && ready("it-system").size() == 1);
    }

    @AfterAll
    void delete() {
        List.of(ROOT, "it-alice", "it-system")
                .forEach(name -> client.namespaces().withName(name).delete());
    }

    @BeforeEach
    void createServices(@TempDir Path folder) throws IOException {
        kubectlApply(folder, "it-alice");
        kubectlApply(folder, ROOT);
        reachService();
    }

    private void reachService() {
        clusterIp = cluster.reach(service().getSpec().getClusterIP(), 80);
        await().atMost(20, SECONDS).until(() -> "baseline".equals(answer()));
    }

    @AfterEach
    void deleteServices() {
        client.services().inNamespace("it-alice").delete();
        client.services().inNamespace(ROOT).delete();
        await().atMost(20, SECONDS).until(() -> ours().isEmpty());
    }

    @Test
    void noRequestFailsFromBeginToEndAndTheServiceIsAsItWas() {
        Service before = service();
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
            begin();
            until(asked, 50);
            client.services().inNamespace("it-alice").delete();
            end();
            until(asked, 50);
        } finally {
            stop.set(true);
        }
        await().atMost(5, SECONDS).until(() -> !caller.isAlive());

        assertThat(answers).containsExactlyInAnyOrder("baseline", "gateway");
        assertEqual(service(), before);
        assertThat(ours()).isEmpty();
        assertThat(ports.leases().get(20000).freed()).isNotNull();
    }

    @Test
    void restoreNeedsNoPlanAndMayBeRepeated() {
        Service before = service();
        begin();

        assertThat(Remains.restore(client)).containsExactly(ORDERS);
        assertEqual(service(), before);
        assertThat(ours()).isEmpty();
        assertThat(Remains.restore(client)).isEmpty();
        await().atMost(10, SECONDS).until(() -> "baseline".equals(answer()));
    }

    /** As two replicas of a controller do that is being uninstalled. */
    @Test
    void twoWhoRestoreAtOnceDontDisturbEachOther() throws Exception {
        Service before = service();
        begin();

        CompletableFuture<List<ServiceKey>> other = CompletableFuture.supplyAsync(() -> Remains.restore(client));
        Remains.restore(client);
        other.get(30, SECONDS);
        assertEqual(service(), before);
        assertThat(ours()).isEmpty();
    }

    @Test
    void withoutAGatewayTheServiceFailsOpen() {
        begin();
        executor.carryOut(ORDERS, plan(List.of()).of(ORDERS));

        assertThat(keyed()).isFalse();
        await().atMost(10, SECONDS).until(() -> "baseline".equals(answer()));
        assertThat(plan(List.of()).of(ORDERS)).isInstanceOf(Interception.Intercept.class);
    }

    @Test
    void aUsersApplyOfTheUnchangedServiceKeepsTheKeyOnTheClientsSide(@TempDir Path folder) throws IOException {
        begin();
        kubectlApply(folder, ROOT);
        assertThat(keyed()).isTrue();
    }

    @Test
    void aUsersServerSideApplyHasNoConflictAndWeInterceptAgain() {
        Service mine = Serialization.unmarshal(manifest(ROOT), Service.class);
        PatchContext apply = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("helm")
                .withForce(false)
                .build();
        client.services().inNamespace(ROOT).withName("orders").delete();
        client.resource(mine).patch(apply);
        reachService();
        begin();

        client.resource(mine).patch(apply);
        assertThat(keyed()).isFalse();
        begin();
        assertThat(plan(replicas()).of(ORDERS))
                .isInstanceOfSatisfying(
                        Interception.Intercept.class,
                        one -> assertThat(one.shadow().state().reversals()).hasSize(1));
    }

    /** Plans and carries out until the key is in and its time is kept, and traffic takes the new way. */
    private void begin() {
        await().atMost(20, SECONDS).pollInterval(Duration.ofMillis(50)).until(() -> {
            InterceptionPlan plan = plan(replicas());
            executor.carryOut(ORDERS, plan.of(ORDERS));
            return plan(replicas()).equals(plan) && keyed();
        });
        await().atMost(10, SECONDS).until(() -> "gateway".equals(answer()));
    }

    private void end() {
        await().atMost(20, SECONDS).pollInterval(Duration.ofMillis(50)).until(() -> {
            Interception planned = plan(replicas()).of(ORDERS);
            executor.carryOut(ORDERS, planned);
            return planned instanceof Interception.NotNeeded;
        });
        await().atMost(10, SECONDS).until(() -> "baseline".equals(answer()));
    }

    private InterceptionPlan plan(List<Replica> replicas) {
        Facts facts = LiveFacts.of(client, ROOT, "it-alice");
        Snapshot snapshot = SnapshotCompiler.compile(Snapshot.EMPTY, facts, RoutingConfig.ofDomains("dev.test"));
        InterceptionPlan plan = Planner.plan(
                new PlanInput(facts, snapshot, Set.of(), Set.of(), replicas, ports, Instant.now(), SETTINGS));
        ports = plan.ports();
        return plan;
    }

    /** The stand-in listens on 20000 and reaches what the test sees to be ready. */
    private List<Replica> replicas() {
        Set<Endpoint> reached = new HashSet<>();
        ready(ROOT).forEach(pod -> reached.add(new Endpoint(pod.getStatus().getPodIP(), 8080)));
        return ready("it-system").stream()
                .map(pod -> new Replica(
                        "gateway", List.of(pod.getStatus().getPodIP()), true, false, Set.of(20000), reached, Set.of()))
                .toList();
    }

    private List<Pod> ready(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> client.resource(pod).isReady())
                .toList();
    }

    private Service service() {
        return client.services().inNamespace(ROOT).withName("orders").get();
    }

    private boolean keyed() {
        return service().getSpec().getSelector().containsKey("offshoot.dev/intercepted");
    }

    /** Names of all objects of ours in the root. */
    private List<String> ours() {
        List<String> names = new ArrayList<>();
        client.services()
                .inNamespace(ROOT)
                .withLabel("offshoot.dev/shadow-of")
                .list()
                .getItems()
                .forEach(one -> names.add(one.getMetadata().getName()));
        client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(ROOT)
                .withLabelIn("endpointslice.kubernetes.io/managed-by", "offshoot.dev", "baseline.offshoot.dev")
                .list()
                .getItems()
                .forEach(one -> names.add(one.getMetadata().getName()));
        return names;
    }

    /** Every field but the version, which counts writes. */
    private static void assertEqual(Service after, Service before) {
        after.getMetadata().setResourceVersion(null);
        before.getMetadata().setResourceVersion(null);
        assertThat(Serialization.asYaml(after)).isEqualTo(Serialization.asYaml(before));
    }

    private static void until(AtomicInteger counter, int more) {
        int wanted = counter.get() + more;
        await().atMost(20, SECONDS).until(() -> counter.get() >= wanted);
    }

    /** What a request on a new connection through the ClusterIP is answered, or how it failed. */
    private String answer() {
        try {
            URLConnection connection = URI.create("http://127.0.0.1:" + clusterIp.getPort() + "/")
                    .toURL()
                    .openConnection();
            connection.setRequestProperty("Connection", "close");
            connection.setReadTimeout(5_000);
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void kubectlApply(Path folder, String namespace) throws IOException {
        Path file = folder.resolve(namespace + ".yaml");
        Files.writeString(file, manifest(namespace));
        cluster.kubectl("apply", "-f", file.toString()).orThrow();
    }

    private static String manifest(String namespace) {
        try (InputStream manifest = InterceptionIT.class.getResourceAsStream("orders-service.yaml")) {
            return new String(manifest.readAllBytes(), StandardCharsets.UTF_8).replace("NAMESPACE", namespace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
