package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Many spaces on one root of 100 Services, with Offshoot as it ships: what it costs, and that the cost follows overrides, not spaces
 * times Services. {@code -Doffshoot.scale} says how many spaces; what is asserted holds for any number, the figures are printed.
 */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScaleIT {
    private static final int SPACES = Integer.getInteger("offshoot.scale", 100);
    private static final long SEED = Long.getLong("offshoot.seed", System.nanoTime());
    private static final boolean FULL = SPACES >= 500;
    private static final Duration QUIET = Duration.ofSeconds(FULL ? 60 : 15);

    /** The Lease's: each replica of the controller asks for it every two seconds, and the leader writes it. */
    private static final int LEASE_REQUESTS = 100;

    private static final int OTHER_REQUESTS = 30;

    /** What the first spaces bring onto the heap whatever their number: classes, connections, buffers. */
    private static final int FIRST_USE = 10_000_000;

    private final Cluster cluster;
    private final KubernetesClient client;
    private final Installation installation;
    private final ScaleWorld world;
    private final List<PodProcess> gateways = new ArrayList<>();
    private final List<PodProcess> controllers = new ArrayList<>();
    private final List<InetSocketAddress> urls = new ArrayList<>();
    private long[] liveBefore;
    private final TreeSet<String> overridden;
    private Instant began;

    ScaleIT(Cluster cluster, KubernetesClient client, Installation installation) {
        this.cluster = cluster;
        this.client = client;
        this.installation = installation;
        this.world = new ScaleWorld(cluster, SPACES);
        this.overridden = world.overridden();
    }

    @BeforeAll
    void create() throws IOException {
        installation.untilRolledOut(Installation.GATEWAY);
        installation.untilRolledOut(Installation.CONTROLLER);
        for (Pod pod : installation.gateways()) {
            gateways.add(PodProcess.of(cluster, pod));
            urls.add(cluster.reach(pod.getStatus().getPodIP(), 8080));
        }
        installation.controllers().forEach(pod -> controllers.add(PodProcess.of(cluster, pod)));
        world.createRoot();
        liveBefore = live();
        began = Instant.now();
        long begin = System.nanoTime();
        Duration[] processor = processor();
        world.createSpaces();
        String written = seconds(begin);
        untilIntercepted();
        String intercepted = seconds(begin);
        try (KeptConnection one = new KeptConnection(urls.getFirst());
                KeptConnection other = new KeptConnection(urls.getLast())) {
            for (int space = 0; space < SPACES; space++) {
                untilAnswers(one, space);
                untilAnswers(other, space);
            }
        }
        String created = """
                %d overrides: all written after %s, all %d overridden Services intercepted after %s, every space routed by both \
                gateways after %s; processor time meanwhile: %s""";
        print(created.formatted(
                2 * SPACES, written, overridden.size(), intercepted, seconds(begin), processorSince(processor)));
        print("API requests of that: " + ApiRequests.between(cluster, began, Instant.now()));
    }

    @AfterAll
    void delete() {
        world.delete();
    }

    @Test
    @Order(1)
    void whatOffshootWritesGrowsWithOverriddenServicesOnly() {
        long devSpaces =
                IntStream.range(0, SPACES).filter(ScaleWorld::isDevSpace).count();
        ApiRequests creations = ApiRequests.creations(cluster, began, Instant.now());
        print("created by Offshoot, Events apart: " + creations);
        int namespaces = creations.total() - creations.without(" namespaces").total();
        assertThat(namespaces).as("namespaces of DevSpaces").isLessThanOrEqualTo((int) devSpaces);
        // a shadow and one slice for each overridden Service; the ledger of ports
        assertThat(creations.without(" namespaces").total())
                .as(creations.toString())
                .isBetween(2 * overridden.size(), 2 * overridden.size() + 1);
    }

    @Test
    @Order(2)
    void spacesAreServedTheirOwnByUrlAndByClusterIp() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 8; i++) {
            int service = i < 6 ? random.nextInt(ScaleWorld.OVERRIDDEN) : 50 + random.nextInt(50);
            Service called = client.services()
                    .inNamespace(ScaleWorld.ROOT)
                    .withName(ScaleWorld.service(service))
                    .get();
            try (KeptConnection inside =
                            new KeptConnection(cluster.reach(called.getSpec().getClusterIP(), 80));
                    KeptConnection outside = new KeptConnection(installation.urls())) {
                for (int round = 0; round < 50; round++) {
                    int space = random.nextInt(SPACES);
                    String name = ScaleWorld.space(space);
                    String expected =
                            service < ScaleWorld.OVERRIDDEN ? ScaleWorld.answering(space, service) : ScaleWorld.ROOT;
                    assertThat(inside.get("orders", "x-offshoot-space: " + name + "\r\n"))
                            .as("call of %s from %s, seed %d", ScaleWorld.service(service), name, SEED)
                            .startsWith("200 " + expected + " ");
                    int exposed = random.nextInt(ScaleWorld.EXPOSED);
                    assertThat(outside.get(host(name, exposed), ""))
                            .as("URL of %s in %s, seed %d", ScaleWorld.service(exposed), name, SEED)
                            .startsWith("200 " + ScaleWorld.answering(space, exposed) + " ");
                }
            }
        }
    }

    /** Within some windows: what other tests left behind may still be going. */
    @Test
    @Order(3)
    void aQuietClusterCostsFewRequests() {
        ApiRequests[] last = new ApiRequests[1];
        await().atMost(QUIET.multipliedBy(8))
                .pollDelay(QUIET)
                .pollInterval(QUIET)
                .until(() -> {
                    Instant now = Instant.now();
                    last[0] = ApiRequests.between(cluster, now.minus(QUIET), now);
                    int others = last[0].without("leases").total();
                    print("API requests within " + QUIET.toSeconds() + " s of quiet: " + last[0]);
                    return others <= perWindow(OTHER_REQUESTS) && last[0].total() - others <= perWindow(LEASE_REQUESTS);
                });
    }

    private static long perWindow(int perMinute) {
        return perMinute * QUIET.toSeconds() / 60 + 1;
    }

    @Test
    @Order(4)
    void changesAreSoonRouted() throws IOException {
        Duration[] processor = processor();
        try (ScaleChanges changes = new ScaleChanges(client, world, urls)) {
            changes.make(FULL ? 60 : 8).forEach(ScaleIT::print);
        }
        print("processor time meanwhile: " + processorSince(processor));
    }

    @Test
    @Order(5)
    void memoryFollowsSpacesInKilobytes() {
        long[] live = live();
        for (int i = 0; i < live.length; i++) {
            PodProcess process = all().get(i);
            long perSpace = (live[i] - liveBefore[i]) / SPACES;
            print("%s, before the spaces %.1f MB, so per space %.1f kB"
                    .formatted(memory(process, live[i]), liveBefore[i] / 1e6, perSpace / 1e3));
            assertThat(live[i] - liveBefore[i])
                    .as("%s, bytes on the heap for %s spaces", process.name(), SPACES)
                    .isLessThan(FIRST_USE + 50_000L * SPACES);
        }
    }

    @Test
    @Order(6)
    void aNewGatewaySoonKnowsEverything() throws IOException {
        assumeTrue(FULL, "a figure of the full size");
        Set<String> known = gateways.stream().map(PodProcess::name).collect(Collectors.toSet());
        client.apps()
                .deployments()
                .inNamespace(Installation.NAMESPACE)
                .withName(Installation.GATEWAY)
                .scale(3);
        try {
            installation.untilRolledOut(Installation.GATEWAY);
            Pod pod = installation.gateways().stream()
                    .filter(one -> !known.contains(one.getMetadata().getName()))
                    .findFirst()
                    .orElseThrow();
            PodProcess process = PodProcess.of(cluster, pod);
            String line = "a new gateway's first snapshot was there %s (the first's, before the spaces: %s); %s";
            print(line.formatted(
                    firstSnapshot(process), firstSnapshot(gateways.getFirst()), memory(process, process.live())));
            try (KeptConnection connection =
                    new KeptConnection(cluster.reach(pod.getStatus().getPodIP(), 8080))) {
                untilAnswers(connection, SPACES - 1);
            }
        } finally {
            client.apps()
                    .deployments()
                    .inNamespace(Installation.NAMESPACE)
                    .withName(Installation.GATEWAY)
                    .scale(2);
            // it drains, at most for offshoot.drain.limit
            await().atMost(360, SECONDS)
                    .until(() -> client.pods()
                                    .inNamespace(Installation.NAMESPACE)
                                    .withLabel("app.kubernetes.io/name", Installation.GATEWAY)
                                    .list()
                                    .getItems()
                                    .size()
                            == 2);
        }
    }

    private String firstSnapshot(PodProcess process) {
        String log = client.pods()
                .inNamespace(Installation.NAMESPACE)
                .withName(process.name())
                .usingTimestamps()
                .getLog();
        double there = when(log, "Snapshot[");
        return "%.1f s after its process began, %.1f s after it began to list"
                .formatted(there - process.metric("process_start_time_seconds"), there - when(log, "Following "));
    }

    private static double when(String log, String text) {
        String line = log.lines().filter(one -> one.contains(text)).findFirst().orElseThrow();
        return Instant.parse(line.substring(0, line.indexOf(' '))).toEpochMilli() / 1e3;
    }

    /** Another replica of the controller, one that stood by or the one that replaces the leader: it knows nothing when it begins. */
    @Test
    @Order(7)
    void aNewLeaderSoonKnowsEverythingAndWritesNothing() {
        PodProcess leader =
                controllers.stream().filter(ScaleIT::leads).findFirst().orElseThrow();
        Instant from = Instant.now();
        client.pods()
                .inNamespace(Installation.NAMESPACE)
                .withName(leader.name())
                .delete();
        PodProcess next = untilOneLeadsBut(leader);
        long begin = System.nanoTime();
        await().atMost(60, SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> next.metric("offshoot_controller_intercepted") == overridden.size());
        String planned = seconds(begin);
        installation.untilRolledOut(Installation.CONTROLLER);
        ApiRequests requests = ApiRequests.between(cluster, from, Instant.now());
        print("a new leader's first plan was there " + planned + " after it began to lead; " + memory(next, next.live())
                + "; API requests meanwhile: " + requests);
        assertThat(requests.counts().keySet())
                .as("writes, where all is as it should be")
                .noneMatch(name -> name.matches(
                        "controller: (patch|create|delete|update) .*(namespaces|services|slices|devspaces.*)"));
    }

    private PodProcess untilOneLeadsBut(PodProcess former) {
        Map<String, PodProcess> known = new HashMap<>();
        controllers.forEach(one -> known.put(one.name(), one));
        PodProcess[] next = new PodProcess[1];
        await().atMost(60, SECONDS).pollInterval(Duration.ofMillis(20)).until(() -> {
            installation.controllers().stream()
                    .filter(Readiness::isPodReady)
                    .forEach(pod ->
                            known.computeIfAbsent(pod.getMetadata().getName(), name -> PodProcess.of(cluster, pod)));
            next[0] = known.values().stream()
                    .filter(one -> one != former && leads(one))
                    .findFirst()
                    .orElse(null);
            return next[0] != null;
        });
        return next[0];
    }

    private static boolean leads(PodProcess controller) {
        return controller.metric("offshoot_controller_leader") == 1;
    }

    /** And the ownership of their selectors handed back. */
    private void untilIntercepted() {
        await().atMost(300, SECONDS)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(intercepted()).containsExactlyElementsOf(overridden));
    }

    private TreeSet<String> intercepted() {
        TreeSet<String> keyed = new TreeSet<>();
        Stream.concat(Stream.of(ScaleWorld.ROOT), world.teams())
                .flatMap(space -> client.services().inNamespace(space).list().getItems().stream())
                .filter(service -> service.getSpec().getSelector().containsKey("offshoot.dev/intercepted"))
                .filter(service -> service.getMetadata().getManagedFields().stream()
                        .noneMatch(field -> "offshoot".equals(field.getManager())))
                .forEach(service -> keyed.add(service.getMetadata().getNamespace() + "/"
                        + service.getMetadata().getName()));
        return keyed;
    }

    private static void untilAnswers(KeptConnection connection, int space) {
        for (int exposed : new TreeSet<>(
                List.of(ScaleWorld.overrides(space)[0] % ScaleWorld.EXPOSED, space % ScaleWorld.EXPOSED))) {
            String expected = "200 " + ScaleWorld.answering(space, exposed) + " ";
            await().atMost(120, SECONDS)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(connection.get(host(ScaleWorld.space(space), exposed), ""))
                            .startsWith(expected));
        }
    }

    static String host(String space, int service) {
        return space + "--" + ScaleWorld.service(service) + ".localhost";
    }

    private List<PodProcess> all() {
        List<PodProcess> all = new ArrayList<>(gateways);
        all.addAll(controllers);
        return all;
    }

    private long[] live() {
        return all().stream().mapToLong(PodProcess::live).toArray();
    }

    private static String memory(PodProcess process, long live) {
        return "%s: resident %.0f MB, heap in use after a collection %.1f MB"
                .formatted(process.name(), process.resident() / 1e6, live / 1e6);
    }

    private Duration[] processor() {
        return all().stream().map(PodProcess::processor).toArray(Duration[]::new);
    }

    private String processorSince(Duration[] before) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < before.length; i++) {
            PodProcess process = all().get(i);
            text.append(" %s %.1f s"
                    .formatted(
                            process.name(), process.processor().minus(before[i]).toMillis() / 1e3));
        }
        return text.toString().strip();
    }

    private static String seconds(long begin) {
        return "%.1f s".formatted((System.nanoTime() - begin) / 1e9);
    }

    private static void print(String line) {
        System.out.println("ScaleIT, " + SPACES + " spaces: " + line);
    }
}
