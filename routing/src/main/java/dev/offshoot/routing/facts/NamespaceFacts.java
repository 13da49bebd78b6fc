package dev.offshoot.routing.facts;

import dev.offshoot.routing.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one namespace: the unit of change. Lists are sorted by name, so that equal clusters give equal facts.
 *
 * @param space null where the namespace is no space
 * @param problems what the translation found wrong with the namespace's objects
 */
public record NamespaceFacts(
        String name,
        @Nullable SpaceFact space,
        List<ServiceFact> services,
        List<SliceFact> slices,
        List<PodFact> pods,
        List<TunnelFact> tunnels,
        List<Problem> problems) {
    public NamespaceFacts {
        services = List.copyOf(services);
        slices = List.copyOf(slices);
        pods = List.copyOf(pods);
        tunnels = List.copyOf(tunnels);
        problems = List.copyOf(problems);
    }
}
