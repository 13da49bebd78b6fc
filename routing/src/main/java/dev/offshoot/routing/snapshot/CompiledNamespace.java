package dev.offshoot.routing.snapshot;

import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.host.Claim;
import dev.offshoot.routing.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One namespace compiled as far as it can be without the others: the unit of reuse between snapshots.
 *
 * @param services by name, also those that are only Tunnels; shadows are none
 * @param tunnelOnly names of Services that are only Tunnels: their ports' names come from their ancestors
 * @param unaddressed names of Services without a virtual address that no Tunnel serves
 */
record CompiledNamespace(
        NamespaceFacts facts,
        Map<String, CompiledService> services,
        List<String> tunnelOnly,
        List<String> unaddressed,
        List<Claim> claims,
        List<ListenerClaim> listeners,
        List<Problem> problems) {
    CompiledNamespace {
        services = Map.copyOf(services);
        tunnelOnly = List.copyOf(tunnelOnly);
        unaddressed = List.copyOf(unaddressed);
        claims = List.copyOf(claims);
        listeners = List.copyOf(listeners);
        problems = List.copyOf(problems);
    }

    /** Namespaces that route alike are equal, so that snapshots are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompiledNamespace that
                && facts.routesAs(that.facts)
                && services.equals(that.services)
                && tunnelOnly.equals(that.tunnelOnly)
                && unaddressed.equals(that.unaddressed)
                && claims.equals(that.claims)
                && listeners.equals(that.listeners)
                && problems.equals(that.problems);
    }

    @Override
    public int hashCode() {
        return Objects.hash(facts.name(), services, claims, listeners, problems);
    }

    /** The same with facts that route alike but are another object, which the next comparison then finds at once. */
    CompiledNamespace with(NamespaceFacts equalFacts) {
        return new CompiledNamespace(equalFacts, services, tunnelOnly, unaddressed, claims, listeners, problems);
    }

    CompiledNamespace with(Map<String, CompiledService> replaced) {
        return new CompiledNamespace(facts, replaced, tunnelOnly, unaddressed, claims, listeners, problems);
    }
}
