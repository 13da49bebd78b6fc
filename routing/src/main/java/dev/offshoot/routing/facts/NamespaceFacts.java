package dev.offshoot.routing.facts;

import dev.offshoot.routing.problem.Problem;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
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
        name = name.intern();
        services = List.copyOf(services);
        slices = List.copyOf(slices);
        pods = List.copyOf(pods);
        tunnels = List.copyOf(tunnels);
        problems = List.copyOf(problems);
    }

    /** Whether these facts and others make the same snapshot: all is equal but the gateways that interception slices list. */
    public boolean routesAs(NamespaceFacts other) {
        return name.equals(other.name)
                && Objects.equals(space, other.space)
                && services.equals(other.services)
                && pods.equals(other.pods)
                && tunnels.equals(other.tunnels)
                && problems.equals(other.problems)
                && slices.size() == other.slices.size()
                && IntStream.range(0, slices.size()).allMatch(i -> slices.get(i).routesAs(other.slices.get(i)));
    }

    /** Whether an interception slice of the namespace has this address, whatever its conditions. */
    boolean lists(String gateway) {
        return slices.stream()
                .filter(slice -> slice.origin() == SliceOrigin.INTERCEPTION)
                .flatMap(slice -> slice.endpoints().stream())
                .anyMatch(endpoint -> endpoint.address().equals(gateway));
    }
}
