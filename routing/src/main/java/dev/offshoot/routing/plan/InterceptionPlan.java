package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.problem.Problem;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What should become of every Service. Immutable; plans of equal inputs are equal.
 *
 * @param services those of which something is wanted or there
 * @param ports the listening ports given from now on: kept before any object of this plan is made
 * @param problems sorted
 * @param nextChange when time alone changes the plan; null for never
 */
public record InterceptionPlan(
        SortedMap<ServiceKey, Interception> services,
        PortLedger ports,
        List<Problem> problems,
        @Nullable Instant nextChange) {
    private static final Interception NOT_NEEDED = new Interception.NotNeeded();

    public InterceptionPlan {
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        problems = List.copyOf(problems);
    }

    public Interception of(ServiceKey service) {
        return services.getOrDefault(service, NOT_NEEDED);
    }
}
