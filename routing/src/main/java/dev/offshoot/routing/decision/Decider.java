package dev.offshoot.routing.decision;

import dev.offshoot.routing.facts.Fallback;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ServiceKind;
import dev.offshoot.routing.snapshot.CompiledPort;
import dev.offshoot.routing.snapshot.CompiledService;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.Space;
import dev.offshoot.routing.snapshot.Unforwardable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which space's Service answers. For a call to Service S of namespace X in context C: if X is in C's lineage, the first space of
 * the lineage that has S (X has it, so one is found); else X itself, and the context stays C. With fallback {@code Unready} of C a
 * Service without a ready endpoint is passed over for the next of the lineage that has one, if there is one. Linear in the lineage.
 */
final class Decider {
    private Decider() {}

    /**
     * Decides.
     *
     * @param context the request's space; null where the called Service's namespace is no space and nothing else names one
     * @param contextName its name, or the called Service's namespace
     * @param notice what is to be said whatever is decided
     */
    static Decision decide(
            Snapshot snapshot,
            @Nullable Space context,
            String contextName,
            ServiceKey called,
            String portName,
            int portNumber,
            @Nullable String notice) {
        Map<String, CompiledService> named = snapshot.servicesNamed(called.name());
        CompiledService own = named.get(called.namespace());
        if (own == null) {
            return Refusals.unknownService(snapshot, contextName, called);
        }
        int at = context == null ? -1 : first(context.lineage(), named, called.namespace());
        String above = at < 0 || context == null ? null : context.lineage().get(at);
        CompiledService answering = above == null ? own : named.getOrDefault(above, own);
        if (answering.kind() != ServiceKind.CLUSTER_IP && Unforwardable.is(snapshot, answering)) {
            return Refusals.unsupported(contextName, answering);
        }
        CompiledPort port = answering.portFor(portName, portNumber);
        if (port == null) {
            return Refusals.noPort(contextName, called, answering, portName, portNumber);
        }
        if (port.backend().ready() == 0 && at >= 0 && context != null && context.fallback() == Fallback.UNREADY) {
            Backend higher = ready(snapshot, context.lineage(), at + 1, named, portName, portNumber);
            if (higher != null) {
                return new Decision.Forward(
                        contextName, context.child(), higher, Notices.unready(notice, answering, higher));
            }
        }
        if (port.backend().endpoints().isEmpty()) {
            return Refusals.noEndpoints(contextName, answering, port);
        }
        return new Decision.Forward(contextName, context != null && context.child(), port.backend(), notice);
    }

    /** The place of the lineage's first space that has the Service; -1 where the called namespace isn't in the lineage. */
    private static int first(List<String> lineage, Map<String, CompiledService> named, String calledNamespace) {
        int first = -1;
        for (int i = 0; i < lineage.size(); i++) {
            String space = lineage.get(i);
            if (first < 0 && named.containsKey(space)) {
                first = i;
            }
            if (space.equals(calledNamespace)) {
                return first;
            }
        }
        return -1;
    }

    private static @Nullable Backend ready(
            Snapshot snapshot,
            List<String> lineage,
            int from,
            Map<String, CompiledService> named,
            String portName,
            int portNumber) {
        for (int i = from; i < lineage.size(); i++) {
            CompiledService candidate = named.get(lineage.get(i));
            CompiledPort port = candidate == null || Unforwardable.is(snapshot, candidate)
                    ? null
                    : candidate.portFor(portName, portNumber);
            if (port != null && port.backend().ready() > 0) {
                return port.backend();
            }
        }
        return null;
    }
}
