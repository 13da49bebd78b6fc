package dev.offshoot.cluster.objects;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.translate.NamespaceObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The objects of one namespace, and the DevSpace of its name, as they are now. Mutable, of one thread. */
final class NamespaceGroup {
    private final Map<ObjectKey, HasMetadata> objects = new HashMap<>();

    /** The object that stood there before. */
    @Nullable
    HasMetadata put(ObjectKey key, HasMetadata object) {
        return objects.put(key, object);
    }

    @Nullable
    HasMetadata remove(ObjectKey key) {
        return objects.remove(key);
    }

    /** Whether something was removed. */
    boolean retain(ObjectKind kind, Set<ObjectKey> present) {
        return objects.keySet().removeIf(key -> key.kind() == kind && !present.contains(key));
    }

    boolean isEmpty() {
        return objects.isEmpty();
    }

    NamespaceObjects objects(String name) {
        Namespace namespace = null;
        List<Service> services = new ArrayList<>();
        List<EndpointSlice> slices = new ArrayList<>();
        List<Pod> pods = new ArrayList<>();
        List<Tunnel> tunnels = new ArrayList<>();
        DevSpace devSpace = null;
        for (HasMetadata object : objects.values()) {
            switch (object) {
                case Namespace it -> namespace = it;
                case Service it -> services.add(it);
                case EndpointSlice it -> slices.add(it);
                case Pod it -> pods.add(it);
                case Tunnel it -> tunnels.add(it);
                case DevSpace it -> devSpace = it;
                default -> throw new IllegalStateException(object.getClass() + " (expected a kind of a namespace)");
            }
        }
        return new NamespaceObjects(name, namespace, services, slices, pods, tunnels, devSpace);
    }
}
