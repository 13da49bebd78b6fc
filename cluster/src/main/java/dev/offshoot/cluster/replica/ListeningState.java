package dev.offshoot.cluster.replica;

import dev.offshoot.routing.decision.Endpoint;
import java.util.List;
import java.util.Set;

/**
 * A gateway replica's own word of itself.
 *
 * @param pod the name of its Pod; empty where it runs in none
 * @param ready whether it routes by a complete snapshot and wasn't told to stop
 * @param draining whether it was told to stop and still serves
 * @param listening the listening ports that are open
 * @param reached endpoints that it has connected to
 * @param unreachable endpoints that it couldn't connect to
 * @param tunnels those whose connection it holds, sorted
 */
public record ListeningState(
        String pod,
        boolean ready,
        boolean draining,
        Set<Integer> listening,
        Set<Endpoint> reached,
        Set<Endpoint> unreachable,
        List<HeldTunnel> tunnels) {
    public ListeningState {
        listening = Set.copyOf(listening);
        reached = Set.copyOf(reached);
        unreachable = Set.copyOf(unreachable);
        tunnels = tunnels.stream().sorted().toList();
    }
}
