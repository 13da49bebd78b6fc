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
 * @param lineage annotation {@code offshoot.dev/lineage} as it stands; null without it. Written by us, never read for routing
 * @param devSpace the DevSpace of that name; null without one. The namespace itself may be missing then
 */
public record NamespaceFacts(
        String name,
        @Nullable SpaceFact space,
        List<ServiceFact> services,
        List<SliceFact> slices,
        List<PodFact> pods,
        List<TunnelFact> tunnels,
        List<Problem> problems,
        @Nullable String lineage,
        @Nullable DevSpaceFact devSpace) {
    public NamespaceFacts {
        name = name.intern();
        services = List.copyOf(services);
        slices = List.copyOf(slices);
        pods = List.copyOf(pods);
        tunnels = List.copyOf(tunnels);
        problems = List.copyOf(problems);
    }

    /** Facts of a namespace that has neither a DevSpace nor ever had a lineage written on it. */
    public NamespaceFacts(
            String name,
            @Nullable SpaceFact space,
            List<ServiceFact> services,
            List<SliceFact> slices,
            List<PodFact> pods,
            List<TunnelFact> tunnels,
            List<Problem> problems) {
        this(name, space, services, slices, pods, tunnels, problems, null, null);
    }

    /** Whether these facts and others make the same snapshot: all is equal but the gateways that interception
     * slices list, and what only the controller goes by: the written lineage and the DevSpace. */
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
