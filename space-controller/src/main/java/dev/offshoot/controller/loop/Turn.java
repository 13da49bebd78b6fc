package dev.offshoot.controller.loop;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.snapshot.Snapshot;
import java.time.Duration;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one look at the cluster.
 *
 * @param work Services whose part of the plan isn't what is there, as far as is known
 * @param next when time alone makes another turn necessary; null for never
 */
record Turn(
        Facts facts,
        Snapshot snapshot,
        InterceptionPlan plan,
        SortedSet<ServiceKey> work,
        @Nullable Duration next) {}
