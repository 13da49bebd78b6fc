package dev.offshoot.spaceapi.translate;

import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.Tunnel;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one namespace, in any order; no two of one kind have the same name.
 *
 * @param namespace null where objects name a namespace that isn't there: such a namespace is no space
 * @param devSpace the DevSpace of that name; null without one
 */
public record NamespaceObjects(
        String name,
        @Nullable Namespace namespace,
        List<Service> services,
        List<EndpointSlice> slices,
        List<Pod> pods,
        List<Tunnel> tunnels,
        @Nullable DevSpace devSpace) {
    public NamespaceObjects {
        services = List.copyOf(services);
        slices = List.copyOf(slices);
        pods = List.copyOf(pods);
        tunnels = List.copyOf(tunnels);
    }

    /** Of a namespace without a DevSpace. */
    public NamespaceObjects(
            String name,
            @Nullable Namespace namespace,
            List<Service> services,
            List<EndpointSlice> slices,
            List<Pod> pods,
            List<Tunnel> tunnels) {
        this(name, namespace, services, slices, pods, tunnels, null);
    }
}
