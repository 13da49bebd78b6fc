package dev.offshoot.routing.plan;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.routing.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The plan of one Service, when it is known whether its interception is wanted. */
final class ServicePlan {
    private final Observed observed;
    private final List<Replica> replicas;
    private final Memory memory;
    private final Predicate<ServiceKey> exists;

    /** @param exists whether a Service of that key is there */
    ServicePlan(Observed observed, List<Replica> replicas, Memory memory, Predicate<ServiceKey> exists) {
        this.observed = observed;
        this.replicas = replicas;
        this.memory = memory;
        this.exists = exists;
    }

    /** What the shadow is to remember. */
    ShadowFact state(ServiceFact service, @Nullable Instant lingerUntil) {
        ServiceFact shadow = observed.shadow();
        ShadowFact before = shadow == null ? null : shadow.interception().shadow();
        return memory.next(before, service.uid(), observed.keyed(), lingerUntil);
    }

    /**
     * Begins or keeps the interception.
     *
     * @param listening listening ports by the Service's ports
     * @param problems where an unreachable endpoint is told
     */
    Interception wanted(
            ServiceFact service, ShadowFact state, SortedMap<Integer, Integer> listening, List<Problem> problems) {
        GatewaySlices gateways = new GatewaySlices(observed, service, listening, replicas);
        BaselineSlices baseline = new BaselineSlices(service, observed.shadows());
        if (observed.keyed() && !gateways.anyReady()) {
            return new Interception.FailOpen(shadow(service, Memory.ended(state)), baseline.inPlace());
        }
        Phase phase = phase(gateways, problems);
        List<DesiredSlice> slices = new ArrayList<>();
        if (observed.keyed()) { // else the Service has endpoints of its own
            slices.addAll(baseline.beside(gateways.unserved()));
        }
        slices.addAll(waitsForReplicas(phase) ? gateways.withoutReplicas() : gateways.slices());
        return new Interception.Intercept(phase, shadow(service, state), slices);
    }

    /** Until they reach what the Service reaches by itself, a replica that is listed would lose the calls that it gets. */
    private static boolean waitsForReplicas(Phase phase) {
        return phase == Phase.SLICES || phase == Phase.REACH;
    }

    private Phase phase(GatewaySlices gateways, List<Problem> problems) {
        TreeSet<Endpoint> endpoints = Reach.ready(observed.shadows());
        Problem unreachable = Reach.problem(observed.key(), gateways.serving(), endpoints, observed.keyed());
        if (unreachable != null) {
            problems.add(unreachable);
        }
        if (observed.keyed()) {
            return Phase.HANDED_BACK;
        }
        if (!observed.sameEndpoints()) {
            return Phase.SHADOW_FIRST;
        }
        if (gateways.serving().isEmpty()) {
            return Phase.SLICES;
        }
        return Reach.complete(gateways.serving(), endpoints) ? Phase.SELECTOR_KEY : Phase.REACH;
    }

    /**
     * Ends what is there of an interception.
     *
     * @param remember whether the shadow stays for its reversals
     */
    Interception unwanted(boolean remember, String why) {
        ServiceFact service = observed.service();
        ServiceFact shadow = observed.shadow();
        DesiredShadow keep = null;
        List<String> shadows = new ArrayList<>(observed.stale());
        if (service != null && shadow != null) {
            keep = shadow(service, Memory.ended(state(service, null)));
            shadows.add(shadow.key().name());
        }
        return new Interception.Restore(undo(remember), shadows, keep, remember, why);
    }

    private UndoPhase undo(boolean remember) {
        if (observed.keyed()) {
            return UndoPhase.SELECTOR_KEY;
        }
        if (!observed.listening().isEmpty() && observed.shadow() != null && !observed.sameEndpoints()) {
            return UndoPhase.OWN_ENDPOINTS;
        }
        if (!observed.listening().isEmpty()) {
            return UndoPhase.SLICES;
        }
        return remember ? UndoPhase.REMEMBER : UndoPhase.SHADOW;
    }

    private DesiredShadow shadow(ServiceFact service, ShadowFact state) {
        ServiceFact present = observed.shadow();
        String name = present != null
                ? present.key().name()
                : ShadowName.of(
                        service.key().name(),
                        taken -> exists.test(new ServiceKey(service.key().namespace(), taken)));
        return new DesiredShadow(
                new ServiceKey(service.key().namespace(), name),
                service.key().name(),
                service.interception().selector(),
                service.ports(),
                service.interception().targetPorts(),
                service.interception().families(),
                state);
    }
}
