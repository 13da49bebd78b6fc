package dev.offshoot.routing.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a namespace the Services that are only Tunnels. A Tunnel says which ports it serves by number alone; what they are
 * called and what they speak is said by the nearest ancestor that has the Service as an object.
 */
final class TunnelServices {
    private final Map<String, CompiledNamespace> namespaces;
    private final SpaceTree tree;

    TunnelServices(Map<String, CompiledNamespace> namespaces, SpaceTree tree) {
        this.namespaces = namespaces;
        this.tree = tree;
    }

    /** The namespace itself where nothing changes. */
    CompiledNamespace addedTo(CompiledNamespace namespace, @Nullable CompiledNamespace previous) {
        Map<String, CompiledService> services = new HashMap<>(namespace.services());
        ServiceCompiler compiler = new ServiceCompiler(namespace.facts(), previous);
        for (String name : namespace.tunnelOnly()) {
            services.put(
                    name,
                    compiler.tunnelOnly(name, named(name, namespace.facts().name())));
        }
        return services.equals(namespace.services()) ? namespace : namespace.with(services);
    }

    private @Nullable CompiledService named(String service, String namespace) {
        Space space = tree.space(namespace);
        List<String> lineage = space == null ? List.of() : space.lineage();
        for (String ancestor : lineage) {
            CompiledNamespace compiled = namespaces.get(ancestor);
            CompiledService found =
                    compiled == null ? null : compiled.services().get(service);
            if (found != null && found.real()) {
                return found;
            }
        }
        return null;
    }
}
