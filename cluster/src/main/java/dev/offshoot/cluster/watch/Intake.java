package dev.offshoot.cluster.watch;

import dev.offshoot.cluster.objects.ObjectKey;
import dev.offshoot.cluster.objects.ObjectKind;
import dev.offshoot.cluster.objects.ObjectStore;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.spaceapi.Names;
import dev.offshoot.spaceapi.translate.AddressPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the watches of all kinds meet: the objects now, and whether every kind was listed once. Safe for several threads. */
final class Intake {
    private final ObjectStore store = new ObjectStore(AddressPolicy.CLUSTER);
    private final KnownPods pods = new KnownPods();
    private final Set<String> childSpaces = new HashSet<>();
    private final Set<ObjectKind> missing = EnumSet.allOf(ObjectKind.class);
    private boolean changed;

    /** Takes a complete list of a kind in place of all that was known of it; an absent kind's list is empty. */
    synchronized void replace(ObjectKind kind, List<HasMetadata> trimmed) {
        if (kind == ObjectKind.POD) {
            pods.clear();
        }
        Set<ObjectKey> keys = trimmed.stream().map(ObjectKey::of).collect(Collectors.toSet());
        if (kind == ObjectKind.NAMESPACE) {
            Set<String> gone = new HashSet<>(childSpaces);
            trimmed.forEach(namespace -> gone.remove(namespace.getMetadata().getName()));
            gone.forEach(this::leave);
        }
        store.retain(kind, keys);
        trimmed.forEach(this::take);
        missing.remove(kind);
        change();
    }

    synchronized void put(HasMetadata trimmed) {
        take(trimmed);
        change();
    }

    synchronized void remove(ObjectKey key) {
        if (key.kind() == ObjectKind.POD) {
            pods.remove(key.namespace(), key.name());
        }
        if (key.kind() == ObjectKind.NAMESPACE) {
            leave(key.name());
        }
        store.remove(key);
        change();
    }

    private void take(HasMetadata object) {
        switch (object) {
            case Pod pod -> {
                pods.put(pod);
                if (childSpaces.contains(pod.getMetadata().getNamespace())) {
                    store.put(pod);
                }
            }
            case Namespace namespace -> {
                store.put(namespace);
                join(namespace);
            }
            default -> store.put(object);
        }
    }

    private void join(Namespace namespace) {
        String name = namespace.getMetadata().getName();
        if (!namespace.getMetadata().getLabels().containsKey(Names.PARENT)) {
            leave(name);
        } else if (childSpaces.add(name)) {
            pods.in(name).forEach(store::put);
        }
    }

    private void leave(String namespace) {
        if (childSpaces.remove(namespace)) {
            pods.in(namespace).forEach(pod -> store.remove(ObjectKey.of(pod)));
        }
    }

    private void change() {
        changed = true;
        notifyAll();
    }

    /** Waits until something changed since the last call and all kinds are known. */
    synchronized Facts next() throws InterruptedException {
        while (!changed || !missing.isEmpty()) {
            wait();
        }
        changed = false;
        return now();
    }

    synchronized Facts now() {
        return store.facts(List.of());
    }

    /** Lets {@link #next} return at once, for a state that could not be told. */
    synchronized void again() {
        change();
    }
}
