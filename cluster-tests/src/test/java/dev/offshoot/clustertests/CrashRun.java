package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.intercept.Remains;
import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.cluster.watch.OutsideCallers;
import dev.offshoot.cluster.watch.WatchTimes;
import dev.offshoot.controller.loop.Controller;
import dev.offshoot.controller.loop.ControllerSettings;
import dev.offshoot.controller.loop.GatewayReplicas;
import dev.offshoot.controller.loop.PlanFollower;
import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.snapshot.RoutingConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;

/** One workload with one disturbance of the controller, from a clean world to rest. */
final class CrashRun {
    /** What is done to the controller at a write of its. */
    enum Disturbance {
        /** It is killed; another one starts. */
        KILLED,
        /** The answer to the write is lost; it goes on. */
        ANSWER_LOST,
        /** Its watches tell nothing from there on until it has planned again; then they tell everything at once. */
        WATCH_DELAYED,
        /** What its watches would have told from there on is lost for ever; only their own watchdog notices. */
        EVENTS_MISSED
    }

    private static final PlanSettings PLAN = new PlanSettings(
            CrashWorld.SYSTEM, Duration.ZERO, CrashWorld.firstPort(), CrashWorld.lastPort(), Duration.ofDays(1), 10);
    private static final ControllerSettings SETTINGS =
            new ControllerSettings(PLAN, RoutingConfig.ofDomains("dev.test"), Duration.ofSeconds(5));
    static final WatchTimes TIMES = new WatchTimes(
            Duration.ofMillis(20),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofMillis(100),
            Duration.ofSeconds(1));

    private final CrashWorld world;
    private final Config config;
    private final Workload workload;

    CrashRun(CrashWorld world, Config config, Workload workload) {
        this.world = world;
        this.config = config;
        this.workload = workload;
    }

    /** @param writes of the controller from the user's action to rest */
    record Reference(String state, int writes) {}

    /** The run that nobody disturbs. */
    Reference undisturbed() {
        prepare();
        Wire wire = Wire.undisturbed(config);
        String state;
        try (Acting acting = new Acting(wire, null)) {
            acting.begin();
            state = world.restingState(() -> workload.done(world));
        }
        return new Reference(state, wire.writes());
    }

    /**
     * The run that is disturbed at a write.
     *
     * @return whether that write was reached
     * @throws AssertionError where the end isn't that of the undisturbed run
     */
    boolean disturbed(Disturbance disturbance, int at, Reference reference) throws IOException {
        prepare();
        return switch (disturbance) {
            case KILLED -> harmed(Wire.Harm.KILLED, at, reference);
            case ANSWER_LOST -> harmed(Wire.Harm.ANSWER_LOST, at, reference);
            case WATCH_DELAYED, EVENTS_MISSED -> blinded(disturbance, at, reference);
        };
    }

    private void prepare() {
        world.reset();
        if (!workload.interceptedBefore()) {
            return;
        }
        world.orders(CrashWorld.ALICE);
        try (Acting before = new Acting(Wire.undisturbed(config), null)) {
            before.controller();
            world.restingState(() -> world.intercepted(CrashWorld.ROOT));
        }
    }

    private boolean harmed(Wire.Harm harm, int at, Reference reference) {
        Wire wire = new Wire(config, at, harm, () -> {});
        try (Acting acting = new Acting(wire, null)) {
            acting.begin();
            if (harm == Wire.Harm.ANSWER_LOST) {
                awaitEnd(reference);
                return wire.harmed();
            }
            await().atMost(30, SECONDS)
                    .until(() -> wire.harmed() || world.state().equals(reference.state()));
        }
        try (Acting next = new Acting(Wire.undisturbed(config), null)) {
            next.again();
            awaitEnd(reference);
        }
        return wire.harmed();
    }

    private boolean blinded(Disturbance disturbance, int at, Reference reference) throws IOException {
        URI server = URI.create(config.getMasterUrl());
        try (StallingProxy proxy = new StallingProxy(new InetSocketAddress(server.getHost(), server.getPort()))) {
            Runnable blind = disturbance == Disturbance.WATCH_DELAYED ? proxy::hold : proxy::stall;
            Wire wire = new Wire(config, at, Wire.Harm.TOLD, blind);
            try (Acting acting = new Acting(wire, proxy)) {
                acting.begin();
                if (disturbance == Disturbance.WATCH_DELAYED) {
                    await().atMost(30, SECONDS)
                            .until(() -> wire.harmed() || world.state().equals(reference.state()));
                    acting.untilPlannedAgain();
                    proxy.release();
                }
                awaitEnd(reference);
                return wire.harmed();
            }
        }
    }

    private void awaitEnd(Reference reference) {
        String[] last = {""};
        try {
            await().atMost(40, SECONDS).pollInterval(Duration.ofMillis(100)).until(() -> {
                last[0] = world.state();
                return last[0].equals(reference.state());
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "the end of the disturbed run:\n" + last[0] + "\n(expected: the end of the undisturbed one:)\n"
                            + reference.state(),
                    e);
        }
    }

    /** The process that carries the workload out: a controller, or the restore command. */
    private final class Acting implements AutoCloseable, GatewayReplicas {
        private final Wire wire;
        private final KubernetesClient client;
        private final ClusterSource source;
        private final AtomicInteger plans = new AtomicInteger();
        private Controller controller;

        /** @param watched by what way it watches; null for the direct one */
        Acting(Wire wire, StallingProxy watched) {
            this.wire = wire;
            this.client = wire.client();
            this.source = new ClusterSource(watched == null ? wire.client() : wire.clientBy(watched.port()), TIMES);
        }

        /** Runs, and the user acts as soon as it has planned once. */
        void begin() {
            if (workload == Workload.UNINSTALLS) {
                restore();
                return;
            }
            controller();
            await().atMost(30, SECONDS).until(() -> plans.get() > 0);
            workload.act(world);
        }

        /** Runs after the user has acted. */
        void again() {
            if (workload == Workload.UNINSTALLS) {
                Remains.restore(client);
            } else {
                controller();
            }
        }

        private void restore() {
            try {
                Remains.restore(client);
            } catch (KubernetesClientException cutOff) {
                if (!wire.harmed()) {
                    throw cutOff;
                }
                Remains.restore(world.client()); // a person who repeats the command
            }
        }

        void controller() {
            controller = new Controller(
                    client,
                    source,
                    this,
                    new OutsideCallers(client, TIMES),
                    PlanFollower.NONE,
                    SETTINGS,
                    Clock.systemUTC());
            controller.start();
        }

        void untilPlannedAgain() {
            if (controller == null) {
                return;
            }
            int before = plans.get();
            controller.again();
            await().atMost(30, SECONDS).until(() -> plans.get() > before);
        }

        @Override
        public void start(Runnable changed) {}

        @Override
        public List<Replica> replicas() {
            plans.incrementAndGet();
            return List.copyOf(world.replicas());
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
        public void close() {
            // Controller closes its replicas, which are this object
            wire.end();
            Controller closing = controller;
            controller = null;
            if (closing != null) {
                closing.close();
            }
        }
    }
}
