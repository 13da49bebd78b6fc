package dev.offshoot.controller.loop;

import dev.offshoot.cluster.replica.HeldTunnel;
import java.util.List;

/**
 * A tunnel's end in the cluster: a gateway replica that holds its connection.
 *
 * @param gateway the name of its Pod
 * @param addresses one for each address family
 */
public record TunnelEnd(String gateway, List<String> addresses, HeldTunnel tunnel) implements Comparable<TunnelEnd> {
    public TunnelEnd {
        addresses = List.copyOf(addresses);
    }

    @Override
    public int compareTo(TunnelEnd other) {
        int byTunnel = tunnel.compareTo(other.tunnel);
        return byTunnel == 0 ? gateway.compareTo(other.gateway) : byTunnel;
    }
}
