package dev.offshoot.controller.tunnel;

import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.routing.snapshot.CompiledPort;
import dev.offshoot.routing.snapshot.CompiledService;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that what stands for a Tunnel follows from, as far as it is watched.
 *
 * @param tunnel null where only something that stood for one is left
 * @param ports the Service's ports that the tunnel serves, as the nearest space names them; empty outside spaces
 * @param real whether the space has a Service of its own, whose Pods the tunnel stands before
 * @param end null while no gateway holds the connection
 * @param slices that stand for the Tunnel now
 */
record TunnelState(
        ServiceKey key,
        @Nullable TunnelFact tunnel,
        List<Port> ports,
        boolean real,
        @Nullable TunnelEnd end,
        List<SliceFact> slices) {
    /** A Service's port; the name is empty where it has none. */
    record Port(String name, int number) {}

    TunnelState {
        ports = List.copyOf(ports);
        slices = List.copyOf(slices);
    }

    /** The states of one namespace's Tunnels and of what is left of former ones, by name. */
    static Map<String, TunnelState> of(NamespaceFacts namespace, Snapshot snapshot, Map<String, TunnelEnd> ends) {
        Map<String, TunnelState> states = new TreeMap<>();
        for (TunnelFact tunnel : namespace.tunnels()) {
            if (tunnel.name().equals(tunnel.service())) { // the API server takes no others
                ServiceKey key = new ServiceKey(namespace.name(), tunnel.service());
                CompiledService service = snapshot.service(key);
                states.put(
                        tunnel.name(),
                        new TunnelState(
                                key,
                                tunnel,
                                service == null ? List.of() : ports(service.ports(), tunnel),
                                service != null && service.real(),
                                ends.get(tunnel.uid()),
                                slices(namespace, key)));
            }
        }
        for (SliceFact slice : namespace.slices()) {
            if (slice.origin() == SliceOrigin.TUNNEL) {
                ServiceKey key = new ServiceKey(namespace.name(), slice.service());
                states.computeIfAbsent(
                        slice.service(),
                        name -> new TunnelState(key, null, List.of(), false, null, slices(namespace, key)));
            }
        }
        return states;
    }

    private static List<Port> ports(Collection<CompiledPort> ports, TunnelFact tunnel) {
        return ports.stream()
                .map(CompiledPort::backend)
                .filter(backend -> tunnel.ports().contains(backend.portNumber()))
                .map(TunnelState::port)
                .toList();
    }

    private static Port port(Backend backend) {
        return new Port(backend.portName(), backend.portNumber());
    }

    private static List<SliceFact> slices(NamespaceFacts namespace, ServiceKey key) {
        return namespace.slices().stream()
                .filter(slice ->
                        slice.origin() == SliceOrigin.TUNNEL && slice.service().equals(key.name()))
                .toList();
    }
}
