package dev.offshoot.routing.facts;

import java.util.List;

/**
 * A Tunnel: a local process that is the space's override of a Service. Its existence makes the override; its endpoints come in
 * slices of origin {@link SliceOrigin#TUNNEL}.
 *
 * @param ports the Service's ports that the process serves, by number
 * @param owner the user who connected it, for messages
 */
public record TunnelFact(String namespace, String name, String service, List<Integer> ports, String owner) {
    public TunnelFact {
        ports = List.copyOf(ports);
    }
}
