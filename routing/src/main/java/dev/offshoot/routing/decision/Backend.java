package dev.offshoot.routing.decision;

import dev.offshoot.routing.facts.ServiceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TCP port of one space's Service, with what the gateway needs to forward to it. Immutable; the same object stands in
 * consecutive snapshots while nothing of it changes.
 *
 * @param portName empty where the port has no name
 * @param endpoints the ready ones or, where none is ready, those that are terminating and still serve, as kube-proxy does;
 *     sorted; empty where the Service can't be reached
 * @param ready how many of {@code endpoints} are ready: all or none
 * @param affinitySeconds 0 without {@code sessionAffinity: ClientIP}
 * @param process the local process that the Service is; null where it is none
 */
public record Backend(
        ServiceKey service,
        String portName,
        int portNumber,
        UpstreamProtocol protocol,
        List<Endpoint> endpoints,
        int ready,
        int affinitySeconds,
        boolean hostOriginal,
        @Nullable LocalProcess process) {
    public Backend {
        endpoints = List.copyOf(endpoints);
    }
}
