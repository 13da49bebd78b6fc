package dev.offshoot.spaceapi.translate;

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
 */
public record NamespaceObjects(
        String name,
        @Nullable Namespace namespace,
        List<Service> services,
        List<EndpointSlice> slices,
        List<Pod> pods,
        List<Tunnel> tunnels) {
    public NamespaceObjects {
        services = List.copyOf(services);
        slices = List.copyOf(slices);
        pods = List.copyOf(pods);
        tunnels = List.copyOf(tunnels);
    }
}
