package dev.offshoot.cluster.watch;

import dev.offshoot.routing.facts.ServiceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The Services that the objects of one kind name. For any thread. */
final class NamedServices<T extends HasMetadata> implements Follower<T> {
    private final Function<T, Set<ServiceKey>> named;
    private final Runnable changed;
    private Map<String, Set<ServiceKey>> byObject = new HashMap<>();
    private boolean listed;

    /** @param changed called after the first list and where the Services differ */
    NamedServices(Function<T, Set<ServiceKey>> named, Runnable changed) {
        this.named = named;
        this.changed = changed;
    }

    @Override
    public Listing<T> list() {
        Map<String, Set<ServiceKey>> all = new HashMap<>();
        return new Listing<>() {
            @Override
            public void add(T object) {
                put(all, object);
            }

            @Override
            public void complete() {
                replace(all);
            }
        };
    }

    private void put(Map<String, Set<ServiceKey>> objects, T object) {
        Set<ServiceKey> services = named.apply(object);
        if (services.isEmpty()) {
            objects.remove(name(object));
        } else {
            objects.put(name(object), services);
        }
    }

    private void replace(Map<String, Set<ServiceKey>> all) {
        boolean different;
        synchronized (this) {
            different = !listed || !all.equals(byObject);
            byObject = all;
            listed = true;
        }
        if (different) {
            changed.run();
        }
    }

    @Override
    public void take(T object, boolean present) {
        Map<String, Set<ServiceKey>> all;
        synchronized (this) {
            all = new HashMap<>(byObject);
        }
        if (present) {
            put(all, object);
        } else {
            all.remove(name(object));
        }
        replace(all);
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    synchronized boolean listed() {
        return listed;
    }

    synchronized Set<ServiceKey> all() {
        TreeSet<ServiceKey> all = new TreeSet<>();
        byObject.values().forEach(all::addAll);
        return all;
    }
}
