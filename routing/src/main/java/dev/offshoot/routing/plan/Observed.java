package dev.offshoot.routing.plan;

import dev.offshoot.routing.facts.EndpointFact;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ServiceFact;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.ShadowFact;
import dev.offshoot.routing.facts.SliceFact;
import dev.offshoot.routing.facts.SliceOrigin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is there of a Service's interception.
 *
 * @param service null where only remains are there
 * @param shadow the shadow of this very Service; null without one
 * @param stale names of shadows of a former Service of that name, or of further ones, sorted
 * @param listening our slices that say where gateways listen
 * @param own the slices that Kubernetes makes for the Service
 * @param shadows the slices that Kubernetes makes for the shadow
 */
record Observed(
        ServiceKey key,
        @Nullable ServiceFact service,
        @Nullable ServiceFact shadow,
        List<String> stale,
        List<SliceFact> listening,
        List<SliceFact> own,
        List<SliceFact> shadows) {
    /** An address and a port name with its number and what Kubernetes says of it. */
    private record Known(EndpointFact endpoint, SliceFact.Port port) {}

    static Observed of(ServiceKey key, @Nullable ServiceFact service, NamespaceFacts namespace) {
        ServiceFact shadow = null;
        List<String> stale = new ArrayList<>();
        for (ServiceFact other : namespace.services()) {
            ShadowFact state = other.interception().shadow();
            if (state == null || !key.name().equals(other.shadowOf())) {
                continue;
            }
            if (shadow == null && service != null && state.ownerUid().equals(service.uid())) {
                shadow = other;
            } else {
                stale.add(other.key().name());
            }
        }
        return new Observed(
                key,
                service,
                shadow,
                stale,
                namespace.slices().stream()
                        .filter(slice ->
                                slice.service().equals(key.name()) && slice.origin() == SliceOrigin.INTERCEPTION)
                        .toList(),
                madeFor(service, namespace),
                madeFor(shadow, namespace));
    }

    /** What Kubernetes made for this very Service, not for a former one of its name. */
    private static List<SliceFact> madeFor(@Nullable ServiceFact service, NamespaceFacts namespace) {
        return service == null
                ? List.of()
                : namespace.slices().stream()
                        .filter(slice -> slice.isOf(service) && slice.origin() == SliceOrigin.KUBERNETES)
                        .toList();
    }

    boolean keyed() {
        return service != null && service.interception().keyed();
    }

    /** Whether anything of ours is there. */
    boolean anything() {
        return keyed() || shadow != null || !stale.isEmpty() || !listening.isEmpty();
    }

    /** Slices that are for a former Service of that name. */
    boolean staleSlices() {
        return service != null
                && listening.stream()
                        .anyMatch(slice ->
                                slice.ownerUid() != null && !slice.ownerUid().equals(service.uid()));
    }

    /** Whether Kubernetes says the same of the Service's endpoints and of the shadow's, also if there are none. */
    boolean sameEndpoints() {
        return shadow != null && known(own).equals(known(shadows));
    }

    private static Set<Known> known(List<SliceFact> slices) {
        Set<Known> known = new HashSet<>();
        for (SliceFact slice : slices) {
            for (SliceFact.Port port : slice.ports()) {
                slice.endpoints().forEach(endpoint -> known.add(new Known(endpoint, port)));
            }
        }
        return known;
    }

    /** Addresses that slices of ours have as ready ones. */
    Set<String> listedAsReady() {
        return listening.stream()
                .flatMap(slice -> slice.endpoints().stream())
                .filter(EndpointFact::ready)
                .map(EndpointFact::address)
                .collect(Collectors.toSet());
    }
}
