package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.Transport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The endpoints of one Service port: the union, by address and port, of several slices. An endpoint that stands in two slices is
 * ready if one of them says so. Ready ones take requests; if none is ready, those that are terminating and still serve, as
 * kube-proxy does (KEP-1669).
 *
 * @param taking sorted
 * @param ready how many of {@code taking} are ready: all or none
 * @param known how many endpoints there are, whatever their conditions
 */
record EndpointUnion(List<Endpoint> taking, int ready, int known) {
    private static final int READY = 1;
    private static final int SERVES_TERMINATING = 2;

    static EndpointUnion of(Collection<SliceFact> slices, String portName) {
        TreeMap<Endpoint, Integer> conditions = new TreeMap<>();
        for (SliceFact slice : slices) {
            for (SliceFact.Port port : slice.ports()) {
                if (port.transport() == Transport.TCP && port.name().equals(portName)) {
                    for (EndpointFact fact : slice.endpoints()) {
                        conditions.merge(new Endpoint(fact.address(), port.number()), condition(fact), (a, b) -> a | b);
                    }
                }
            }
        }
        List<Endpoint> ready = having(READY, conditions);
        List<Endpoint> taking = ready.isEmpty() ? having(SERVES_TERMINATING, conditions) : ready;
        return new EndpointUnion(taking, ready.size(), conditions.size());
    }

    private static int condition(EndpointFact fact) {
        return (fact.ready() ? READY : 0) | (fact.serving() && fact.terminating() ? SERVES_TERMINATING : 0);
    }

    private static List<Endpoint> having(int condition, TreeMap<Endpoint, Integer> conditions) {
        return conditions.entrySet().stream()
                .filter(entry -> (entry.getValue() & condition) != 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
