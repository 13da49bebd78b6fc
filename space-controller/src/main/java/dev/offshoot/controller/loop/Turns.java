package dev.offshoot.controller.loop;

import dev.offshoot.cluster.watch.OutsideCallers;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.plan.PlanInput;
import dev.offshoot.routing.plan.Planner;
import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One turn after the other: each is a plan of the whole cluster and, of its Services, those to be worked on. Of one thread. */
final class Turns {
    private final ControllerSettings settings;
    private Snapshot snapshot = Snapshot.EMPTY;
    private @Nullable InterceptionPlan before;

    Turns(ControllerSettings settings) {
        this.settings = settings;
    }

    /** The turn that these values make; it counts as taken only when {@link #taken} says so. */
    Turn next(Facts facts, OutsideCallers outside, List<Replica> replicas, PortLedger ports, Instant now) {
        snapshot = SnapshotCompiler.compile(snapshot, facts, settings.routing());
        InterceptionPlan plan = Planner.plan(new PlanInput(
                facts,
                snapshot,
                outside.calledByApiServer(),
                outside.boundToPods(),
                replicas,
                ports,
                now,
                settings.plan()));
        Instant change = plan.nextChange();
        Duration next = change == null ? null : Duration.between(now, change);
        return new Turn(facts, snapshot, plan, work(facts, plan), next);
    }

    void taken(Turn turn) {
        before = turn.plan();
    }

    /**
     * Services whose part of the plan changed, or isn't what the facts show. The first turn has all: another controller may have been
     * cut off where facts don't show it.
     */
    private SortedSet<ServiceKey> work(Facts facts, InterceptionPlan plan) {
        SortedMap<ServiceKey, Interception> old = before == null ? new TreeMap<>() : before.services();
        TreeSet<ServiceKey> work = new TreeSet<>();
        plan.services().forEach((key, interception) -> {
            if (!interception.equals(old.get(key)) || !Settled.is(interception, facts.namespace(key.namespace()))) {
                work.add(key);
            }
        });
        return work;
    }
}
