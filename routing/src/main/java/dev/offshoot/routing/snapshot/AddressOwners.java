package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.PodFact;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which addresses a namespace's facts give to whom. */
final class AddressOwners {
    private AddressOwners() {}

    /** Pods of a child space, to that space. */
    static AddressTable.Change pods(String namespace, @Nullable NamespaceFacts before, @Nullable NamespaceFacts after) {
        return new AddressTable.Change(namespace, podAddresses(before), podAddresses(after));
    }

    private static List<String> podAddresses(@Nullable NamespaceFacts facts) {
        if (facts == null || facts.space() == null || facts.space().parent() == null) {
            return List.of();
        }
        return facts.pods().stream()
                .map(PodFact::addresses)
                .flatMap(List::stream)
                .toList();
    }

    /** Endpoints, to their Service as {@code namespace/name}. */
    static List<AddressTable.Change> endpoints(
            String namespace, @Nullable NamespaceFacts before, @Nullable NamespaceFacts after) {
        Map<String, Set<String>> had = endpointAddresses(before);
        Map<String, Set<String>> has = endpointAddresses(after);
        Set<String> services = new TreeSet<>(had.keySet());
        services.addAll(has.keySet());
        List<AddressTable.Change> changes = new ArrayList<>(services.size());
        for (String service : services) {
            changes.add(new AddressTable.Change(
                    namespace + "/" + service,
                    had.getOrDefault(service, Set.of()),
                    has.getOrDefault(service, Set.of())));
        }
        return changes;
    }

    private static Map<String, Set<String>> endpointAddresses(@Nullable NamespaceFacts facts) {
        Map<String, Set<String>> addresses = new TreeMap<>();
        if (facts != null) {
            SliceOwners owners = new SliceOwners(facts.services());
            for (SliceFact slice : facts.slices()) {
                String owner = owners.of(slice);
                if (owner != null && slice.origin() != SliceOrigin.INTERCEPTION) {
                    Set<String> known = addresses.computeIfAbsent(owner, service -> new TreeSet<>());
                    slice.endpoints().stream().map(EndpointFact::address).forEach(known::add);
                }
            }
        }
        return addresses;
    }
}
