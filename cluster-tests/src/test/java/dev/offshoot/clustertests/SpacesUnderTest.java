package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.cluster.watch.OutsideCallers;
import dev.offshoot.cluster.watch.WatchTimes;
import dev.offshoot.controller.loop.Controller;
import dev.offshoot.controller.loop.ControllerSettings;
import dev.offshoot.controller.loop.GatewayReplicas;
import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.controller.report.Reporter;
import dev.offshoot.controller.space.SpaceWork;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.snapshot.RoutingConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A controller in this JVM with the rights of the real one, beside one gateway that is only told of. */
final class SpacesUnderTest implements AutoCloseable {
    private static final int FIRST_PORT = 23000;
    private static final ControllerSettings SETTINGS = new ControllerSettings(
            new PlanSettings(
                    "offshoot-system", Duration.ofHours(1), FIRST_PORT, FIRST_PORT + 99, Duration.ofDays(1), 10),
            RoutingConfig.ofDomains("dev.test"),
            Duration.ofSeconds(3));

    private final KubernetesClient client;
    private final Controller controller;
    private final Set<Endpoint> reached = new CopyOnWriteArraySet<>();
    private final AtomicInteger plans = new AtomicInteger();

    SpacesUnderTest(Cluster cluster) {
        this(ControllerAccount.client(cluster), ControllerAccount.client(cluster), WatchTimes.DEFAULT);
    }

    /** By these clients, which are closed with it. */
    SpacesUnderTest(KubernetesClient client, KubernetesClient watching, WatchTimes times) {
        this.client = client;
        Clock clock = Clock.systemUTC();
        controller = new Controller(
                client,
                new ClusterSource(watching, times),
                new OneGateway(),
                new OutsideCallers(client, times),
                new SpaceWork(client, SETTINGS, new Reporter(client, "in-test", clock), clock),
                SETTINGS,
                clock);
        controller.start();
    }

    /** Lets the gateway have reached an endpoint, so that its Service may be intercepted. */
    void reaches(Endpoint endpoint) {
        reached.add(endpoint);
        controller.again();
    }

    /** Waits until it has planned once more, by what it knows. */
    void untilPlannedAgain() {
        int before = plans.get();
        controller.again();
        await().atMost(30, SECONDS).until(() -> plans.get() > before);
    }

    private final class OneGateway implements GatewayReplicas {
        @Override
        public void start(Runnable changed) {}

        @Override
        public List<Replica> replicas() {
            plans.incrementAndGet();
            Set<Integer> listening = new HashSet<>(
                    IntStream.range(FIRST_PORT, FIRST_PORT + 100).boxed().toList());
            return List.of(new Replica(
                    "gateway", List.of("10.244.255.9"), true, false, listening, Set.copyOf(reached), Set.of()));
        }

        @Override
        public List<TunnelEnd> tunnels() {
            return List.of();
        }

        @Override
        public boolean complete() {
            return true;
        }

        @Override
        public List<Problem> problems() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        controller.close();
        client.close();
    }
}
