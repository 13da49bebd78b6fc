package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * All that a plan follows from.
 *
 * @param snapshot compiled from {@code facts}
 * @param calledByApiServer Services of webhooks, APIServices and conversions of custom resources
 * @param boundToPods Services whose Pods a load balancer sends to by a binding that names the Service
 * @param replicas those that serve
 * @param ports the listening ports given so far
 */
public record PlanInput(
        Facts facts,
        Snapshot snapshot,
        Set<ServiceKey> calledByApiServer,
        Set<ServiceKey> boundToPods,
        List<Replica> replicas,
        PortLedger ports,
        Instant now,
        PlanSettings settings) {
    public PlanInput {
        calledByApiServer = Set.copyOf(calledByApiServer);
        boundToPods = Set.copyOf(boundToPods);
        replicas = replicas.stream().sorted().toList();
    }
}
