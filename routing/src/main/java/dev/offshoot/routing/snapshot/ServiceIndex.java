package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.ServiceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Services of all namespaces by name, then by namespace, so that a walk up a lineage costs one look into a small map for
 * each step. Its size is that of the Services, not of spaces times Services. Immutable.
 */
final class ServiceIndex {
    static final ServiceIndex EMPTY = new ServiceIndex(Map.of());

    /** What stands in a namespace before and after a change; an empty map where there is no namespace. */
    record Change(String namespace, Map<String, CompiledService> before, Map<String, CompiledService> after) {}

    private final Map<String, Map<String, CompiledService>> byName;

    private ServiceIndex(Map<String, Map<String, CompiledService>> byName) {
        this.byName = byName;
    }

    /** By namespace; empty where no namespace has such a Service. */
    Map<String, CompiledService> named(String service) {
        Map<String, CompiledService> byNamespace = byName.get(service);
        return byNamespace == null ? Map.of() : byNamespace;
    }

    @Nullable
    CompiledService service(ServiceKey key) {
        return named(key.name()).get(key.namespace());
    }

    /** This index with changes; itself where they change nothing. */
    ServiceIndex with(Collection<Change> changes) {
        Map<String, Map<String, CompiledService>> changed = new HashMap<>();
        for (Change change : changes) {
            Set<String> names = new HashSet<>(change.before.keySet());
            names.addAll(change.after.keySet());
            for (String name : names) {
                CompiledService after = change.after.get(name);
                if (after != change.before.get(name)) {
                    put(changed.computeIfAbsent(name, same -> new HashMap<>(named(same))), change.namespace, after);
                }
            }
        }
        return changed.isEmpty() ? this : with(changed);
    }

    private static void put(
            Map<String, CompiledService> byNamespace, String namespace, @Nullable CompiledService service) {
        if (service == null) {
            byNamespace.remove(namespace);
        } else {
            byNamespace.put(namespace, service);
        }
    }

    private ServiceIndex with(Map<String, Map<String, CompiledService>> changed) {
        Map<String, Map<String, CompiledService>> copy = new HashMap<>(byName);
        changed.forEach((name, byNamespace) -> {
            if (byNamespace.isEmpty()) {
                copy.remove(name);
            } else {
                copy.put(name, byNamespace);
            }
        });
        return new ServiceIndex(copy);
    }
}
