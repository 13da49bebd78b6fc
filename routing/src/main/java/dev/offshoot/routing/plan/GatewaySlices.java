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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The slices that lead an intercepted Service's traffic to the gateways. A slice with all listening ports is always there, since
 * it tells replicas where to listen; a replica that listens only on some of them, because a port is new, is in a slice of those.
 *
 * <p>A replica that drains stands beside the ready ones as terminating, which sends it no new connections (KEP-1669), and is left out
 * when the cluster has it so; but it stays for ports that no ready one listens on.
 */
final class GatewaySlices {
    private final ServiceFact service;
    private final SortedMap<Integer, Integer> listening;
    private final List<Replica> ready;
    private final List<Replica> listed;

    /**
     * @param listening listening ports by the Service's ports
     * @param replicas those without an address of each of the Service's families don't count
     */
    GatewaySlices(
            Observed observed, ServiceFact service, SortedMap<Integer, Integer> listening, List<Replica> replicas) {
        this.service = service;
        this.listening = listening;
        List<Replica> open = replicas.stream()
                .filter(this::hasEachFamily)
                .filter(replica -> !ports(replica.listening()).isEmpty())
                .toList();
        this.ready = open.stream().filter(Replica::ready).toList();
        Set<String> before = observed.listedAsReady();
        this.listed = open.stream()
                .filter(replica -> replica.ready()
                        || replica.draining()
                                && (observed.keyed() && servesAlone(replica)
                                        || replica.addresses().stream().anyMatch(before::contains)))
                .toList();
    }

    private boolean hasEachFamily(Replica replica) {
        return service.interception().families().stream()
                .allMatch(family -> replica.addresses().stream().anyMatch(address -> IpFamily.of(address) == family));
    }

    /** Whether it listens on a port on which no ready replica does. */
    private boolean servesAlone(Replica draining) {
        return listening.values().stream()
                .anyMatch(port -> draining.listening().contains(port)
                        && ready.stream()
                                .noneMatch(replica -> replica.listening().contains(port)));
    }

    /** In the order to write them: what the slice with all ports loses is in others before. */
    List<DesiredSlice> slices() {
        List<DesiredSlice> slices = new ArrayList<>();
        List<SliceFact.Port> all = ports(listening.values());
        for (IpFamily family : service.interception().families()) {
            TreeMap<String, List<SliceFact.Port>> some = new TreeMap<>();
            for (Replica replica : listed) {
                List<SliceFact.Port> open = ports(replica.listening());
                if (!open.equals(all)) {
                    some.put(SliceNames.some(service.key().name(), family, open), open);
                }
            }
            some.forEach((name, ports) -> slices.add(slice(name, family, ports, listed)));
            slices.add(slice(SliceNames.whole(service.key().name(), family), family, all, listed));
        }
        return slices;
    }

    /** Those that tell replicas where to listen, and list none of them. */
    List<DesiredSlice> withoutReplicas() {
        List<SliceFact.Port> all = ports(listening.values());
        return service.interception().families().stream()
                .map(family -> slice(SliceNames.whole(service.key().name(), family), family, all, List.of()))
                .toList();
    }

    private DesiredSlice slice(String name, IpFamily family, List<SliceFact.Port> ports, List<Replica> replicas) {
        TreeSet<EndpointFact> endpoints = new TreeSet<>(SliceNames.BY_ADDRESS);
        for (Replica replica : replicas) {
            if (ports(replica.listening()).equals(ports)) {
                replica.addresses().stream()
                        .filter(address -> IpFamily.of(address) == family)
                        .forEach(address ->
                                endpoints.add(new EndpointFact(address, replica.ready(), true, replica.draining())));
            }
        }
        return new DesiredSlice(name, service.key(), service.uid(), true, family, ports, List.copyOf(endpoints));
    }

    /** Replicas that are ready and listen on all ports. */
    List<Replica> serving() {
        return ready.stream()
                .filter(replica -> replica.listening().containsAll(listening.values()))
                .toList();
    }

    /** Whether any ready replica listens on any port. */
    boolean anyReady() {
        return !ready.isEmpty();
    }

    /** Names of the ports on which no listed replica listens. */
    Set<String> unserved() {
        return ports(listening.values()).stream()
                .filter(port ->
                        listed.stream().noneMatch(replica -> replica.listening().contains(port.number())))
                .map(SliceFact.Port::name)
                .collect(Collectors.toSet());
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
