package dev.offshoot.controller.tunnel;

import dev.offshoot.controller.loop.TunnelEnd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Of several gateways that say they hold one tunnel the one that said so last: the client has connected anew, and the others haven't
 * noticed the end of their connections yet. Of one thread.
 */
final class NewestEnds {
    /** By the tunnel's UID and the gateway's name: the look at which it was seen first. */
    private Map<List<String>, Long> seen = new HashMap<>();

    private long looks;

    /** By the Tunnels' UIDs. */
    Map<String, TunnelEnd> of(List<TunnelEnd> held) {
        looks++;
        Map<List<String>, Long> now = new HashMap<>();
        Map<String, TunnelEnd> ends = new HashMap<>();
        held.forEach(end -> now.put(key(end), first(end)));
        for (TunnelEnd end : held) {
            ends.merge(end.tunnel().uid(), end, (one, other) -> first(one) >= first(other) ? one : other);
        }
        seen = now;
        return ends;
    }

    private long first(TunnelEnd end) {
        return seen.getOrDefault(key(end), looks);
    }

    private static List<String> key(TunnelEnd end) {
        return List.of(end.tunnel().uid(), end.gateway());
    }
}
