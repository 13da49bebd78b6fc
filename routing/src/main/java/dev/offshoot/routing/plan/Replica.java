package dev.offshoot.routing.plan;

import dev.offshoot.routing.decision.Endpoint;
import java.util.List;
import java.util.Set;

/**
 * A gateway replica as its Pod and its own word have it. One that is dead isn't among the replicas.
 *
 * @param addresses one for each address family
 * @param ready whether its Pod is ready and not told to stop
 * @param draining whether it has been told to stop and still serves
 * @param listening the listening ports that really are open
 * @param reached endpoints that it has connected to
 * @param unreachable endpoints that it couldn't connect to
 */
public record Replica(
        String name,
        List<String> addresses,
        boolean ready,
        boolean draining,
        Set<Integer> listening,
        Set<Endpoint> reached,
        Set<Endpoint> unreachable)
        implements Comparable<Replica> {
    public Replica {
        addresses = List.copyOf(addresses);
        listening = Set.copyOf(listening);
        reached = Set.copyOf(reached);
        unreachable = Set.copyOf(unreachable);
    }

    @Override
    public int compareTo(Replica other) {
        return name.compareTo(other.name);
    }
}
