package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.decision.UpstreamProtocol;
import dev.offshoot.routing.facts.ServiceKey;
import java.util.List;
import java.util.Map;

/** What a Service's name and port mean to a process of a space, as its DNS search path would have it: the nearest Service's. */
public final class CalledPort {
    private CalledPort() {}

    /**
     * The call as an interception listener of that Service would have it, without a listening port. Where no Service of the lineage
     * has the name, or the nearest has no such port, it has no endpoints, and the decision says so. Linear in the lineage.
     */
    public static Listener of(Snapshot snapshot, String space, String service, int port) {
        Space known = snapshot.space(space);
        Map<String, CompiledService> named = snapshot.servicesNamed(service);
        for (String namespace : known == null ? List.of(space) : known.lineage()) {
            CompiledService nearest = named.get(namespace);
            if (nearest != null) {
                CompiledPort found = nearest.portFor("", port);
                return found == null
                        ? none(nearest.key(), port)
                        : new Listener(0, found.backend(), nearest.contextFromOrigin());
            }
        }
        return none(new ServiceKey(space, service), port);
    }

    private static Listener none(ServiceKey service, int port) {
        return new Listener(
                0, new Backend(service, "", port, UpstreamProtocol.UNDECLARED, List.of(), 0, 0, false, null), false);
    }
}
