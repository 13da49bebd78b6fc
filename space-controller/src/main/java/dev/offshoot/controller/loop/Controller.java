package dev.offshoot.controller.loop;

import dev.offshoot.cluster.intercept.Executor;
import dev.offshoot.cluster.intercept.Progress;
import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.cluster.watch.OutsideCallers;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.problem.Problem;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control loop of one term of leadership: what the cluster and the gateways tell becomes a plan, and the plan becomes work on
 * single Services. Level-triggered: a turn follows from what is there, never from what happened. From {@link #start} until closed; a
 * further term is another Controller.
 */
public final class Controller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int WORKERS = 8;

    /** Why a turn is made. */
    private enum Cause {
        CHANGE,
        RESYNC
    }

    private final ClusterSource source;
    private final GatewayReplicas replicas;
    private final OutsideCallers outside;
    private final PlanFollower follower;
    private final ControllerSettings settings;
    private final Clock clock;
    private final Executor executor;
    private final PortStore ports;
    private final Turns turns;
    private final WorkQueue<Cause> causes;
    private final WorkQueue<ServiceKey> services;
    private volatile @Nullable Facts facts;
    private volatile @Nullable InterceptionPlan plan;

    /**
     * @param client for all that is written, and for what is read just before; stays the caller's
     * @param source closed with this controller, as are replicas, outside and follower
     * @param follower told each plan
     */
    public Controller(
            KubernetesClient client,
            ClusterSource source,
            GatewayReplicas replicas,
            OutsideCallers outside,
            PlanFollower follower,
            ControllerSettings settings,
            Clock clock) {
        this.source = source;
        this.replicas = replicas;
        this.outside = outside;
        this.follower = follower;
        this.settings = settings;
        this.clock = clock;
        this.executor = new Executor(client, clock);
        this.ports = new PortStore(client, settings.plan().ownNamespace());
        this.turns = new Turns(settings);
        this.services = new WorkQueue<>("offshoot-services", WORKERS, this::carryOut);
        this.causes = new WorkQueue<>("offshoot-plan", 1, this::turn);
    }

    /** Begins, on threads of its own. */
    public void start() {
        replicas.start(this::again);
        outside.start(this::again);
        source.watch(changed -> {
            facts = changed;
            causes.add(Cause.CHANGE);
        });
        causes.addAfter(Cause.RESYNC, settings.resync());
    }

    /** Something else that a plan follows from has changed. */
    public void again() {
        causes.add(Cause.CHANGE);
    }

    /** The last plan; null before the first. */
    public @Nullable InterceptionPlan plan() {
        return plan;
    }

    private void turn(Cause cause) {
        if (cause == Cause.RESYNC) {
            causes.addAfter(Cause.RESYNC, settings.resync());
        }
        Facts now = facts;
        if (now == null || !outside.complete() || !replicas.complete()) {
            return; // a change will tell
        }
        Turn turn = turns.next(now, outside, replicas.replicas(), ports.ports(), clock.instant());
        ports.keep(turn.plan().ports());
        plan = turn.plan();
        turn.work().forEach(services::add);
        turns.taken(turn);
        if (turn.next() != null) {
            causes.addAfter(Cause.CHANGE, turn.next());
        }
        tellFollower(turn);
    }

    private void tellFollower(Turn turn) {
        InterceptionPlan told = turn.plan();
        List<Problem> problems = Stream.concat(told.problems().stream(), replicas.problems().stream())
                .distinct()
                .sorted()
                .toList();
        try {
            follower.changed(
                    turn.facts(),
                    turn.snapshot(),
                    new InterceptionPlan(told.services(), told.ports(), problems, told.nextChange()));
        } catch (RuntimeException failed) {
            LOG.error("a plan's follower failed; the plan is carried out all the same", failed);
        }
    }

    private void carryOut(ServiceKey key) {
        InterceptionPlan current = plan;
        Interception interception = current == null ? new Interception.NotNeeded() : current.of(key);
        try {
            if (executor.carryOut(key, interception) == Progress.WAITING) {
                services.addAfter(key, LOOK_AGAIN);
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            LOG.debug("{} changed while it was worked on: {}", key, e.getMessage());
            services.addAfter(key, LOOK_AGAIN);
        }
    }

    /** Ends everything: afterwards nothing is written any more. */
    @Override
    public void close() {
        source.close();
        replicas.close();
        outside.close();
        causes.close();
        services.close();
        follower.close();
    }
}
