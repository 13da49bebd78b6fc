package dev.offshoot.controller.loop;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import dev.offshoot.routing.plan.DesiredShadow;
import dev.offshoot.routing.plan.DesiredSlice;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.UndoPhase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether the facts show what a plan wants, so that a quiet cluster costs no request. */
final class Settled {
    private record Slice(
            String name, @Nullable String ownerUid, List<SliceFact.Port> ports, Set<EndpointFact> endpoints) {}

    private Settled() {}

    static boolean is(Interception interception, @Nullable NamespaceFacts namespace) {
        return switch (interception) {
            case Interception.NotNeeded none -> true;
            case Interception.NotInterceptable refused -> true;
            case Interception.FailOpen open -> false; // the key is in
            case Interception.Restore restore ->
                restore.next() == UndoPhase.REMEMBER
                        && namespace != null
                        && restore.keep() != null
                        && shows(namespace, restore.keep());
            case Interception.Intercept begun -> namespace != null && is(begun, namespace);
        };
    }

    private static boolean is(Interception.Intercept begun, NamespaceFacts namespace) {
        return shows(namespace, begun.shadow())
                && switch (begun.mayReach()) {
                    case SHADOW_FIRST -> true;
                    case SELECTOR_KEY -> false; // the key is to be put in
                    case SLICES, REACH, HANDED_BACK ->
                        shows(namespace, begun.shadow().shadowOf(), begun.slices());
                };
    }

    private static boolean shows(NamespaceFacts namespace, DesiredShadow wanted) {
        for (ServiceFact service : namespace.services()) {
            if (service.key().equals(wanted.key())) {
                return wanted.equals(new DesiredShadow(
                        service.key(),
                        service.shadowOf() == null ? "" : service.shadowOf(),
                        service.interception().selector(),
                        service.ports(),
                        service.interception().targetPorts(),
                        service.interception().families(),
                        service.interception().shadow() == null
                                ? wanted.state()
                                : service.interception().shadow()));
            }
        }
        return false;
    }

    /** Slices that repeat the baseline's endpoints aren't in the facts. */
    private static boolean shows(NamespaceFacts namespace, String service, List<DesiredSlice> wanted) {
        Set<Slice> there = new HashSet<>();
        for (SliceFact slice : namespace.slices()) {
            if (slice.origin() == SliceOrigin.INTERCEPTION && slice.service().equals(service)) {
                there.add(new Slice(slice.name(), slice.ownerUid(), slice.ports(), Set.copyOf(slice.endpoints())));
            }
        }
        Set<Slice> asked = new HashSet<>();
        for (DesiredSlice slice : wanted) {
            if (slice.listening()) {
                asked.add(new Slice(slice.name(), slice.ownerUid(), slice.ports(), Set.copyOf(slice.endpoints())));
            }
        }
        return there.equals(asked);
    }
}
