package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.Intercept;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.snapshot.CompiledService;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.Space;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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

    /** Linear in the Services that all lineages together show. */
    static Needs of(Snapshot snapshot) {
        Map<ServiceKey, TreeSet<ServiceKey>> overrides = new HashMap<>();
        for (String name : snapshot.spaceNames()) {
            Space space = Objects.requireNonNull(snapshot.space(name));
            if (space.lineage().size() > 1) {
                add(snapshot, space, overrides);
            }
        }
        return new Needs(snapshot, overrides);
    }

    private static void add(Snapshot snapshot, Space space, Map<ServiceKey, TreeSet<ServiceKey>> overrides) {
        Map<String, ServiceKey> nearest = new HashMap<>();
        for (String namespace : space.lineage()) {
            for (String service : snapshot.serviceNames(namespace)) {
                ServiceKey key = new ServiceKey(namespace, service);
                ServiceKey before = nearest.putIfAbsent(service, key);
                if (before != null) {
                    overrides.computeIfAbsent(key, any -> new TreeSet<>()).add(before);
                }
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
