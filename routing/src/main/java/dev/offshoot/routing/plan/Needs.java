package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.Intercept;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.snapshot.CompiledService;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.Space;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which Services' in-cluster calls must pass the gateway: those that a Service nearer in another space's lineage stands before, and
 * those that a tunnel claims.
 */
final class Needs {
    private final Snapshot snapshot;
    private final Map<ServiceKey, TreeSet<ServiceKey>> overrides;

    private Needs(Snapshot snapshot, Map<ServiceKey, TreeSet<ServiceKey>> overrides) {
        this.snapshot = snapshot;
        this.overrides = overrides;
    }

    /**
     * Linear in the Services of spaces times the depth of their lineages: what a space inherits it costs nothing. Joins cost what
     * stands in the lineage before its root.
     */
    static Needs of(Snapshot snapshot) {
        Map<ServiceKey, TreeSet<ServiceKey>> overrides = new HashMap<>();
        for (String name : snapshot.spaceNames()) {
            Space space = Objects.requireNonNull(snapshot.space(name));
            if (space.lineage().size() < 2) {
                continue;
            }
            if (continuesParents(snapshot, space)) {
                addOwn(snapshot, space, overrides);
            } else {
                addAll(snapshot, space, overrides);
            }
        }
        return new Needs(snapshot, overrides);
    }

    /** Whether the lineage is the space and then its parent's lineage, so that only the space's own Services can add something. */
    private static boolean continuesParents(Snapshot snapshot, Space space) {
        Space parent = space.parent() == null ? null : snapshot.space(space.parent());
        List<String> lineage = space.lineage();
        return parent != null && lineage.subList(1, lineage.size()).equals(parent.lineage());
    }

    private static void addOwn(Snapshot snapshot, Space space, Map<ServiceKey, TreeSet<ServiceKey>> overrides) {
        for (String service : snapshot.serviceNames(space.name())) {
            addBefore(snapshot, new ServiceKey(space.name(), service), space.lineage(), 1, overrides);
        }
    }

    private static void addAll(Snapshot snapshot, Space space, Map<ServiceKey, TreeSet<ServiceKey>> overrides) {
        List<String> lineage = space.lineage();
        Set<String> nearest = new HashSet<>();
        for (int i = 0; i < lineage.size() - 1; i++) {
            for (String service : snapshot.serviceNames(lineage.get(i))) {
                if (nearest.add(service)) {
                    addBefore(snapshot, new ServiceKey(lineage.get(i), service), lineage, i + 1, overrides);
                }
            }
        }
    }

    /** @param from index in the lineage of the first space that the nearest Service stands before */
    private static void addBefore(
            Snapshot snapshot,
            ServiceKey nearest,
            List<String> lineage,
            int from,
            Map<ServiceKey, TreeSet<ServiceKey>> overrides) {
        Map<String, CompiledService> named = snapshot.servicesNamed(nearest.name());
        if (named.size() < 2) {
            return;
        }
        for (int i = from; i < lineage.size(); i++) {
            if (named.containsKey(lineage.get(i))) {
                overrides
                        .computeIfAbsent(new ServiceKey(lineage.get(i), nearest.name()), any -> new TreeSet<>())
                        .add(nearest);
            }
        }
    }

    /** Services that stand before this one in some lineage, sorted. */
    TreeSet<ServiceKey> overridesOf(ServiceKey service) {
        return overrides.getOrDefault(service, new TreeSet<>());
    }

    boolean tunnelled(ServiceKey service) {
        CompiledService compiled = snapshot.service(service);
        return compiled != null && compiled.real() && compiled.tunnelOwner() != null;
    }

    boolean needed(ServiceKey service) {
        return overrides.containsKey(service) || tunnelled(service);
    }

    /** The Service's own wish; else its namespace's. */
    static Intercept wish(ServiceFact service, @Nullable NamespaceFacts namespace) {
        if (service.intercept() != null) {
            return service.intercept();
        }
        return namespace == null || namespace.space() == null
                ? Intercept.ON_DEMAND
                : namespace.space().intercept();
    }
}
