package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.IpFamily;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.SliceFact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The slices that lead an intercepted Service's traffic to the gateways. A slice with all listening ports is always there, since
 * it tells replicas where to listen; a replica that listens only on some of them, because a port is new, is in a slice of those.
 */
final class GatewaySlices {
    private final ServiceFact service;
    private final SortedMap<Integer, Integer> listening;
    private final List<Replica> replicas;

    /**
     * @param listening listening ports by the Service's ports
     * @param replicas those without an address of each of the Service's families don't count
     */
    GatewaySlices(ServiceFact service, SortedMap<Integer, Integer> listening, List<Replica> replicas) {
        this.service = service;
        this.listening = listening;
        this.replicas = replicas.stream().filter(this::hasEachFamily).toList();
    }

    private boolean hasEachFamily(Replica replica) {
        return service.interception().families().stream()
                .allMatch(family -> replica.addresses().stream().anyMatch(address -> IpFamily.of(address) == family));
    }

    /** Sorted by name. */
    List<DesiredSlice> slices() {
        TreeMap<String, DesiredSlice> slices = new TreeMap<>();
        for (IpFamily family : service.interception().families()) {
            TreeMap<String, TreeSet<EndpointFact>> endpoints = new TreeMap<>();
            TreeMap<String, List<SliceFact.Port>> ports = new TreeMap<>();
            String whole = SliceNames.listening(service.key().name(), family, ports(listening.values()));
            ports.put(whole, ports(listening.values()));
            for (Replica replica : listed()) {
                List<SliceFact.Port> open = ports(replica.listening());
                String name = SliceNames.listening(service.key().name(), family, open);
                ports.put(name, open);
                replica.addresses().stream()
                        .filter(address -> IpFamily.of(address) == family)
                        .forEach(address -> endpoints
                                .computeIfAbsent(name, any -> new TreeSet<>(SliceNames.BY_ADDRESS))
                                .add(entry(replica, address)));
            }
            ports.forEach((name, open) -> slices.put(
                    name,
                    new DesiredSlice(
                            name,
                            service.key(),
                            service.uid(),
                            true,
                            family,
                            open,
                            List.copyOf(endpoints.getOrDefault(name, new TreeSet<>(SliceNames.BY_ADDRESS))))));
        }
        return List.copyOf(slices.values());
    }

    /** Replicas that are ready and listen on all ports. */
    List<Replica> serving() {
        return replicas.stream()
                .filter(replica -> replica.ready() && replica.listening().containsAll(listening.values()))
                .toList();
    }

    /** Whether any ready replica listens on any port. */
    boolean anyReady() {
        return listed().stream().anyMatch(Replica::ready);
    }

    /** Ready replicas that listen; without one, draining ones, which kube-proxy then uses (KEP-1669). */
    private List<Replica> listed() {
        List<Replica> ready = listening(Replica::ready);
        return ready.isEmpty() ? listening(Replica::draining) : ready;
    }

    private List<Replica> listening(Predicate<Replica> which) {
        return replicas.stream()
                .filter(which)
                .filter(replica -> !ports(replica.listening()).isEmpty())
                .toList();
    }

    private static EndpointFact entry(Replica replica, String address) {
        return new EndpointFact(address, replica.ready(), true, replica.draining());
    }

    /** The Service's ports whose listening ports are among {@code open}. */
    private List<SliceFact.Port> ports(Collection<Integer> open) {
        List<SliceFact.Port> ports = new ArrayList<>();
        for (PortFact port : service.ports()) {
            Integer number = listening.get(port.number());
            if (number != null && open.contains(number)) {
                ports.add(new SliceFact.Port(port.name(), Objects.requireNonNull(number), port.transport()));
            }
        }
        ports.sort(Comparator.comparing(SliceFact.Port::name));
        return ports;
    }
}
